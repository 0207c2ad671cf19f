#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Dialogue;
using Repartee.Rewards;

namespace Repartee.Conversation
{
    /// <summary>
    /// One conversation with an NPC: one episode of learning. The NPC's tokens are trained as they were sampled, never re-encoded;
    /// everybody else's are context. Use from one thread at a time (the game's); awaiting and polling never block it.
    /// </summary>
    public sealed class NpcConversation
    {
        private readonly IConversationHost host;
        private readonly ulong seed;
        private readonly bool recorded;
        private readonly int voice;
        private readonly List<PlayedReply> learnable = new List<PlayedReply>();
        private int[] tokens = Array.Empty<int>();
        private List<GameReward>? lastRewards;
        private bool lastTruncated;
        private bool lastOpensTurn;
        private int replies;
        private bool replying;
        private bool ended;

        internal NpcConversation(IConversationHost host, DialogueState state, ulong seed, bool recorded, int voice = 0)
        {
            this.host = host;
            this.seed = seed;
            this.recorded = recorded;
            this.voice = voice;
            State = state;
        }

        /// <summary>The dialogue so far, this conversation's lines included.</summary>
        public DialogueState State { get; private set; }

        /// <summary>Says something to the NPC and returns its reply.</summary>
        /// <param name="playerLine">What the player says. Role tokens inside it are read as plain text.</param>
        /// <param name="options">Deadline, fallback, streaming, sampling; null: defaults.</param>
        /// <param name="cancellation">Gives the reply up; the player's line is then taken back and may be said again.</param>
        /// <returns>The reply, now part of <see cref="State"/>.</returns>
        /// <exception cref="InvalidOperationException">A reply is still being made, or the conversation is over.</exception>
        /// <exception cref="TimeoutException">The deadline passed and there is no fallback.</exception>
        /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled, or the actor stopped.</exception>
        public Task<NpcReply> ReplyAsync(string playerLine, ReplyOptions? options = null, CancellationToken cancellation = default) =>
            AnswerAsync(DialogueMessage.FromUser(playerLine), options ?? ReplyOptions.Default, cancellation);

        /// <summary>Says something to the NPC and returns at once, for a game loop that looks after the reply each frame instead of
        /// awaiting it.</summary>
        /// <param name="playerLine">As for <see cref="ReplyAsync(string, ReplyOptions?, CancellationToken)"/>; so are the others.</param>
        /// <param name="options">Deadline, fallback, streaming, sampling; null: defaults.</param>
        /// <param name="cancellation">Gives the reply up, like <see cref="PendingReply.Cancel"/>.</param>
        /// <returns>The reply to come. What goes wrong while it is made is its <see cref="PendingReply.Error"/>.</returns>
        /// <exception cref="InvalidOperationException">A reply is still being made, or the conversation is over.</exception>
        public PendingReply Ask(string playerLine, ReplyOptions? options = null, CancellationToken cancellation = default) =>
            Pend(DialogueMessage.FromUser(playerLine), options ?? ReplyOptions.Default, cancellation);

        /// <summary>Like <see cref="ReplyAsync(ReplyOptions?, CancellationToken)"/>, for a game loop that looks after the reply each
        /// frame.</summary>
        /// <param name="options">Deadline, fallback, streaming, sampling; null: defaults.</param>
        /// <param name="cancellation">Gives the reply up, like <see cref="PendingReply.Cancel"/>.</param>
        /// <returns>The reply to come. What goes wrong while it is made is its <see cref="PendingReply.Error"/>.</returns>
        /// <exception cref="InvalidOperationException">The NPC spoke last: say a line to it.</exception>
        public PendingReply Ask(ReplyOptions? options = null, CancellationToken cancellation = default) =>
            Pend(null, options ?? ReplyOptions.Default, cancellation);

        /// <summary>Lets the NPC answer a state whose last line is already the player's, or speak first where nothing was said.</summary>
        /// <param name="options">Deadline, fallback, streaming, sampling; null: defaults.</param>
        /// <param name="cancellation">Gives the reply up.</param>
        /// <returns>The reply, now part of <see cref="State"/>.</returns>
        /// <exception cref="InvalidOperationException">The NPC spoke last: say a line to it.</exception>
        public Task<NpcReply> ReplyAsync(ReplyOptions? options = null, CancellationToken cancellation = default) =>
            AnswerAsync(null, options ?? ReplyOptions.Default, cancellation);

        /// <summary>Adds to the reward of the NPC's last reply, on top of the actor's reward functions.</summary>
        /// <param name="name">Term under which it is logged, such as "quest_taken".</param>
        /// <param name="value">Any finite number; the functions' total is 0..1 before penalties.</param>
        /// <exception cref="ArgumentException">The value is NaN or infinite.</exception>
        /// <exception cref="InvalidOperationException">The NPC has not answered yet, or the conversation is over.</exception>
        public void AddReward(string name, double value)
        {
            CheckOpen();
            if (double.IsNaN(value) || double.IsInfinity(value))
                throw new ArgumentException(
                    $"Reward \"{name}\": expected a finite number, but found {value}. Check the game code that computes it.",
                    nameof(value));
            if (lastRewards is null)
                throw new InvalidOperationException(
                    $"Reward \"{name}\": expected a reply to reward, but the NPC has not answered yet. Await ReplyAsync first.");
            lastRewards.Add(new GameReward(name, value));
        }

        /// <summary>The conversation reached its end: nothing comes after the last reply. An actor that learns gets it now.</summary>
        public void Complete() => End(interrupted: false);

        /// <summary>The player walked off: learning assumes that the conversation might have gone on (truncation, not end).</summary>
        public void Interrupt() => End(interrupted: true);

        /// <summary>Writes the prompt. Until <see cref="Release"/> no other call is taken.</summary>
        internal AskedReply Prepare(DialogueMessage? line, ReplyOptions options, CancellationToken cancellation)
        {
            CheckOpen();
            if (line is null && State.Messages.LastOrDefault()?.Role == DialogueRole.Assistant)
                throw new InvalidOperationException(
                    "Expected a line of the player, because the NPC spoke last. Call ReplyAsync(playerLine).");
            var next = Next(line, options);
            var sampling = options.Sampling ?? host.Sampling;
            int room = sampling.PromptRoom(host.ContextLength);
            bool continues = tokens.Length > 0 && !lastOpensTurn && (line is null || host.Encoder.MayFit(line.Content, room));
            var prompt = line is null || !continues ? tokens : tokens.Concat(host.Encoder.EncodeFollowUp(line, lastTruncated)).ToArray();
            continues &= prompt.Length <= room;                                // else the context is full: the rest is a new episode
            if (!continues)
                prompt = host.Encoder.Encode(next, room).Ids.ToArray();
            ulong draws = CounterRandom.Derive(seed, (ulong)replies);
            var stream = options.OnText is null ? default(Action<GenerationJob, int>) : new ReplyStream(host.Encoder, options.OnText).Take;
            var job = new GenerationJob(prompt, sampling, draws, cancellation, stream, voice);
            replying = true;
            host.Replies.Ask();
            return new AskedReply(next, job, continues);
        }

        /// <summary>Takes a finished reply into the dialogue.</summary>
        internal NpcReply Accept(AskedReply asked)
        {
            var job = asked.Job;
            bool truncated = job.Finish == FinishReason.Length;
            var spoken = (truncated ? job.Tokens : job.Tokens.Take(job.Tokens.Count - 1)).ToArray();
            string text = host.Encoder.DecodeReply(spoken);
            var rewards = Say(asked, job.Tokens, truncated, text);
            lastOpensTurn = host.Encoder.OpensTurn(spoken);                     // then the rest is a new episode, too
            var context = new ReplyContext(asked.Next, text, spoken, truncated);
            if (recorded && job.Sampling.IsLearnable && job.Sampling.Temperature == host.Sampling.Temperature)
                learnable.Add(new PlayedReply(job.Prompt.Length, job.LogProbs.ToArray(), job.PolicyVersion, context, rewards));
            return new NpcReply(context, truncated ? FinishReason.Length : FinishReason.Stop, job.Tokens.Count, job.PolicyVersion);
        }

        /// <summary>The reply has ended.</summary>
        internal void Release(ReplyEnd how)
        {
            host.Replies.End(how);
            replying = false;
        }

        private DialogueState Next(DialogueMessage? line, ReplyOptions options)
        {
            DialogueState next = line is null ? State : State.With(line);
            if (options.Solutions != null) next = next.WithSolutions(options.Solutions);
            return options.Tags is null ? next : next.WithTags(options.Tags);
        }

        private PendingReply Pend(DialogueMessage? line, ReplyOptions options, CancellationToken cancellation)
        {
            var pending = new PendingReply(options.OnText, cancellation);
            pending.Begin((onText, giveUp) => AnswerAsync(line, options with { OnText = onText }, giveUp));
            return pending;
        }

        private Task<NpcReply> AnswerAsync(DialogueMessage? line, ReplyOptions options, CancellationToken cancellation) =>
            AnswerAsync(Prepare(line, options, cancellation), options);

        private async Task<NpcReply> AnswerAsync(AskedReply asked, ReplyOptions options)
        {
            var how = ReplyEnd.GivenUp;
            try
            {
                var outcome = await new InlineAwait<GenerationOutcome>(host.Submit(asked.Job, options.Deadline));
                if (outcome == GenerationOutcome.DeadlinePassed && !asked.Job.Cancellation.IsCancellationRequested)
                {
                    how = ReplyEnd.Late;
                    return FallBack(asked, options);
                }

                asked.RequireFinished(outcome);
                var reply = Accept(asked);
                how = ReplyEnd.Answered;
                return reply;
            }
            catch (ActorUnavailableException) when (!asked.Job.Cancellation.IsCancellationRequested)
            {
                how = ReplyEnd.Refused;
                if (options.Fallback is null)
                    throw;
                return FallBack(asked, options);
            }
            finally
            {
                Release(how);
            }
        }

        private NpcReply FallBack(AskedReply asked, ReplyOptions options)
        {
            if (options.Fallback is null)
                throw new TimeoutException(
                    $"Expected a reply within {options.Deadline}, but it was not finished. Allow more time, or set ReplyOptions.Fallback.");
            Say(asked, host.Encoder.EncodeReply(options.Fallback), truncated: false, options.Fallback);      // nothing is learnt from it
            return new NpcReply(new ReplyContext(asked.Next, options.Fallback), FinishReason.Cancelled, 0, 0);
        }

        /// <returns>Receives the game's rewards for this reply.</returns>
        private List<GameReward> Say(AskedReply asked, IEnumerable<int> reply, bool truncated, string text)
        {
            if (!asked.Continues)
                Hand(interrupted: true);
            tokens = asked.Job.Prompt.Concat(reply).ToArray();
            lastTruncated = truncated;
            lastOpensTurn = false;
            replies++;
            State = asked.Next.With(DialogueMessage.FromAssistant(text));
            return lastRewards = new List<GameReward>();
        }

        private void End(bool interrupted)
        {
            CheckOpen();
            Hand(interrupted);
            ended = true;
        }

        private void Hand(bool interrupted)
        {
            if (recorded && learnable.Count > 0)
            {
                var last = learnable[learnable.Count - 1];
                var episode = tokens.AsSpan(0, last.Start + last.LogProbs.Length).ToArray();       // what came later teaches nothing
                host.Record(new FinishedConversation(episode, learnable.ToArray(), interrupted));
            }

            learnable.Clear();
        }

        private void CheckOpen()
        {
            if (replying)
                throw new InvalidOperationException(
                    "Expected one reply at a time, but the NPC is still answering. " +
                    "Await ReplyAsync, or wait until PendingReply.IsDone, before the next call.");
            if (ended)
                throw new InvalidOperationException(
                    "Expected an open conversation, but it is over. Begin another with BeginConversation.");
        }
    }
}
