#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Dialogue;
using Repartee.Prompting;
using Repartee.Rewards;
using Repartee.Training.Actor;
using Repartee.Training.Experience;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// One conversation with an NPC: one episode of learning. The NPC's tokens are trained as they were sampled, never re-encoded;
    /// everybody else's are context. Use from one thread at a time (the game's); awaiting never blocks it.
    /// </summary>
    public sealed class NpcConversation
    {
        private readonly ConversationHost host;
        private readonly ulong seed;
        private readonly bool recorded;
        private readonly int voice;
        private readonly List<PlayedReply> learnable = new List<PlayedReply>();
        private int[] tokens = Array.Empty<int>();
        private List<GameReward>? lastRewards;
        private bool lastTruncated;
        private int replies;
        private bool replying;
        private bool ended;

        internal NpcConversation(ConversationHost host, DialogueState state, ulong seed, bool recorded, int voice = 0)
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
        /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled, or the session stopped.</exception>
        public Task<NpcReply> ReplyAsync(string playerLine, ReplyOptions? options = null, CancellationToken cancellation = default) =>
            AnswerAsync(DialogueMessage.FromUser(playerLine), options ?? ReplyOptions.Default, cancellation);

        /// <summary>Lets the NPC answer a state whose last line is already the player's, or speak first where nothing was said.</summary>
        /// <param name="options">Deadline, fallback, streaming, sampling; null: defaults.</param>
        /// <param name="cancellation">Gives the reply up.</param>
        /// <returns>The reply, now part of <see cref="State"/>.</returns>
        /// <exception cref="InvalidOperationException">The NPC spoke last: say a line to it.</exception>
        public Task<NpcReply> ReplyAsync(ReplyOptions? options = null, CancellationToken cancellation = default) =>
            AnswerAsync(null, options ?? ReplyOptions.Default, cancellation);

        /// <summary>Adds to the reward of the NPC's last reply, on top of the session's reward functions.</summary>
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

        /// <summary>The conversation reached its end: nothing comes after the last reply. It goes to the trainer.</summary>
        public void Complete() => End(interrupted: false);

        /// <summary>The player walked off: learning assumes that the conversation might have gone on (truncation, not end).</summary>
        public void Interrupt() => End(interrupted: true);

        /// <summary>Writes the prompt. Until <see cref="Release"/> no other call is taken.</summary>
        internal PendingReply Ask(DialogueMessage? line, ReplyOptions options, CancellationToken cancellation)
        {
            CheckOpen();
            if (line is null && State.Messages.LastOrDefault()?.Role == DialogueRole.Assistant)
                throw new InvalidOperationException(
                    "Expected a line of the player, because the NPC spoke last. Call ReplyAsync(playerLine).");
            var next = line is null ? State : State.With(line);
            var sampling = options.Sampling ?? host.Sampling;
            int room = host.PromptRoom(sampling);
            var prompt = line is null ? tokens : tokens.Concat(host.Encoder.EncodeFollowUp(line, lastTruncated)).ToArray();
            bool continues = tokens.Length > 0 && prompt.Length <= room;       // else the context is full: the rest is a new episode
            if (!continues)
                prompt = host.Encoder.Encode(next, room).Ids.ToArray();
            ulong draws = CounterRandom.Derive(seed, (ulong)replies);
            var job = new GenerationJob(prompt, sampling, draws, cancellation, host.Stream(options.OnText), voice);
            replying = true;
            return new PendingReply(next, job, continues);
        }

        /// <summary>Takes a finished reply into the dialogue.</summary>
        internal NpcReply Accept(PendingReply pending)
        {
            var job = pending.Job;
            bool truncated = job.Finish == FinishReason.Length;
            var spoken = (truncated ? job.Tokens : job.Tokens.Take(job.Tokens.Count - 1)).ToArray();
            string text = host.Encoder.DecodeReply(spoken);
            var rewards = Say(pending, job.Tokens, truncated, text);
            var context = new ReplyContext(pending.Next, text, spoken, truncated);
            if (!job.Sampling.Truncates && job.Sampling.Temperature == host.Sampling.Temperature)
                learnable.Add(new PlayedReply(job.Prompt.Length, job.LogProbs.ToArray(), job.PolicyVersion, context, rewards));
            return new NpcReply(context, truncated ? FinishReason.Length : FinishReason.Stop, job.Tokens.Count, job.PolicyVersion);
        }

        /// <summary>The reply was accepted or given up.</summary>
        internal void Release() => replying = false;

        private Task<NpcReply> AnswerAsync(DialogueMessage? line, ReplyOptions options, CancellationToken cancellation)
        {
            var giveUp = new CancellationTokenSource();
            return AnswerAsync(Ask(line, options, giveUp.Token), giveUp, options, cancellation);
        }

        private async Task<NpcReply> AnswerAsync(
            PendingReply pending, CancellationTokenSource giveUp, ReplyOptions options, CancellationToken cancellation)
        {
            try
            {
                var patience = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                using var onCancel = cancellation.Register(() => patience.TrySetResult(false));
                using var timer = options.Deadline is TimeSpan deadline
                    ? host.Clock.CreateTimer(_ => patience.TrySetResult(true), null, deadline, Timeout.InfiniteTimeSpan)
                    : null;
                var made = host.Submit(pending.Job);
                if (await Task.WhenAny(made, patience.Task).ConfigureAwait(false) == made)
                {
                    await made.ConfigureAwait(false);                           // throws what the actor threw
                    pending.RequireFinished(cancellation);
                    return Accept(pending);
                }

                giveUp.Cancel();                                                // the worker drops the row at its next step
                cancellation.ThrowIfCancellationRequested();
                return FallBack(pending, options);
            }
            finally
            {
                Release();
            }
        }

        private NpcReply FallBack(PendingReply pending, ReplyOptions options)
        {
            if (options.Fallback is null)
                throw new TimeoutException(
                    $"Expected a reply within {options.Deadline}, but it was not finished. Allow more time, or set ReplyOptions.Fallback.");
            Say(pending, host.Encoder.EncodeReply(options.Fallback), truncated: false, options.Fallback);      // nothing is learnt from it
            return new NpcReply(new ReplyContext(pending.Next, options.Fallback), FinishReason.Cancelled, 0, 0);
        }

        /// <returns>Receives the game's rewards for this reply.</returns>
        private List<GameReward> Say(PendingReply pending, IEnumerable<int> reply, bool truncated, string text)
        {
            if (!pending.Continues)
                Hand(interrupted: true);
            tokens = pending.Job.Prompt.Concat(reply).ToArray();
            lastTruncated = truncated;
            replies++;
            State = pending.Next.With(DialogueMessage.FromAssistant(text));
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
                    "Expected one reply at a time, but the NPC is still answering. Await ReplyAsync before the next call.");
            if (ended)
                throw new InvalidOperationException(
                    "Expected an open conversation, but it is over. Begin another with TrainingSession.BeginConversation.");
        }
    }
}
