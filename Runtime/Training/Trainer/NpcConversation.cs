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
        private readonly List<PlayedReply> learnable = new List<PlayedReply>();
        private List<int> tokens = new List<int>();
        private List<GameReward>? lastRewards;
        private bool lastTruncated;
        private int replies;
        private bool replying;
        private bool ended;

        internal NpcConversation(ConversationHost host, DialogueState state, ulong seed, bool recorded)
        {
            this.host = host;
            this.seed = seed;
            this.recorded = recorded;
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
        public Task<NpcReply> ReplyAsync(string playerLine, ReplyOptions? options = null, CancellationToken cancellation = default)
        {
            CheckOpen();
            var message = new DialogueMessage(DialogueRole.User, playerLine);
            var next = State.With(message);
            var prompt = tokens.Count == 0 ? null : tokens.Concat(host.Encoder.EncodeFollowUp(message, lastTruncated)).ToArray();
            return AnswerAsync(next, prompt, options ?? ReplyOptions.Default, cancellation);
        }

        /// <summary>Lets the NPC answer a state whose last line is already the player's.</summary>
        /// <param name="options">Deadline, fallback, streaming, sampling; null: defaults.</param>
        /// <param name="cancellation">Gives the reply up.</param>
        /// <returns>The reply, now part of <see cref="State"/>.</returns>
        /// <exception cref="InvalidOperationException">The NPC has answered already: say a line to it.</exception>
        public Task<NpcReply> ReplyAsync(ReplyOptions? options = null, CancellationToken cancellation = default)
        {
            CheckOpen();
            if (tokens.Count > 0)
                throw new InvalidOperationException("Expected a line of the player, because the NPC has already answered. Call ReplyAsync(playerLine).");
            return AnswerAsync(State, null, options ?? ReplyOptions.Default, cancellation);
        }

        /// <summary>Adds to the reward of the NPC's last reply, on top of the session's reward functions.</summary>
        /// <param name="name">Term under which it is logged, such as "quest_taken".</param>
        /// <param name="value">Any finite number; the functions' total is 0..1 before penalties.</param>
        /// <exception cref="ArgumentException">The value is NaN or infinite.</exception>
        /// <exception cref="InvalidOperationException">The NPC has not answered yet, or the conversation is over.</exception>
        public void AddReward(string name, double value)
        {
            CheckOpen();
            if (double.IsNaN(value) || double.IsInfinity(value))
                throw new ArgumentException($"Reward \"{name}\": expected a finite number, but found {value}. Check the game code that computes it.", nameof(value));
            if (lastRewards is null)
                throw new InvalidOperationException($"Reward \"{name}\": expected a reply to reward, but the NPC has not answered yet. Await ReplyAsync first.");
            lastRewards.Add(new GameReward(name, value));
        }

        /// <summary>The conversation reached its end: nothing comes after the last reply. It goes to the trainer.</summary>
        public void Complete() => End(interrupted: false);

        /// <summary>The player walked off: learning assumes that the conversation might have gone on (truncation, not end).</summary>
        public void Interrupt() => End(interrupted: true);

        /// <summary>Puts the state's answer in question: used by batches. Pair with <see cref="Accept"/>.</summary>
        internal GenerationJob Ask(DialogueState next, int[]? prompt, ReplyOptions options, CancellationToken cancellation)
        {
            var sampling = options.Sampling ?? host.Sampling;
            sampling.Validate();
            int room = host.ContextLength - sampling.MaxTokens;
            if (prompt != null && prompt.Length > room)
            {
                Hand(interrupted: true);                                       // the context is full: the rest is a new episode
                prompt = null;
            }

            prompt ??= host.Encoder.Encode(next, room).Ids.ToArray();
            replying = true;
            return new GenerationJob(prompt, sampling, CounterRandom.Derive(seed, (ulong)replies), cancellation, host.Stream(options.OnText));
        }

        /// <summary>Takes a finished job's reply into the dialogue.</summary>
        internal NpcReply Accept(DialogueState next, GenerationJob job)
        {
            bool stopped = job.Finish == FinishReason.Stop;
            var spoken = stopped ? job.Tokens.Take(job.Tokens.Count - 1).ToArray() : job.Tokens.ToArray();
            string text = host.Encoder.DecodeReply(spoken);
            tokens = job.Prompt.Concat(job.Tokens).ToList();
            lastTruncated = !stopped;
            lastRewards = new List<GameReward>();
            if (!job.Sampling.Truncates && job.Sampling.Temperature == host.Sampling.Temperature)
            {
                var context = new ReplyContext(next, text, spoken, !stopped);
                learnable.Add(new PlayedReply(job.Prompt.Length, job.LogProbs.ToArray(), job.PolicyVersion, context, lastRewards));
            }

            Spoken(next, text);
            return new NpcReply(text, job.Finish ?? FinishReason.Length, isFallback: false, job.Tokens.Count, job.PolicyVersion);
        }

        private async Task<NpcReply> AnswerAsync(DialogueState next, int[]? prompt, ReplyOptions options, CancellationToken cancellation)
        {
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var job = Ask(next, prompt, options, giveUp.Token);
            try
            {
                var made = host.Submit(job);
                var patience = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                using var onCancel = cancellation.Register(() => patience.TrySetResult(false));
                using var timer = options.Deadline is TimeSpan deadline
                    ? host.Clock.CreateTimer(_ => patience.TrySetResult(true), null, deadline, Timeout.InfiniteTimeSpan)
                    : null;
                if (await Task.WhenAny(made, patience.Task).ConfigureAwait(false) == made)
                {
                    await made.ConfigureAwait(false);                           // throws what the actor threw
                    if (job.Finish != FinishReason.Cancelled)
                        return Accept(next, job);
                    if (job.CallerError != null)
                        throw new InvalidOperationException($"ReplyOptions.OnText threw: {job.CallerError.Message}", job.CallerError);
                    throw new OperationCanceledException("The training session stopped before the reply was finished.");
                }

                giveUp.Cancel();                                                // the worker drops the row at its next step
                cancellation.ThrowIfCancellationRequested();
                return FallBack(next, job.Prompt, options);
            }
            finally
            {
                replying = false;
            }
        }

        private NpcReply FallBack(DialogueState next, int[] prompt, ReplyOptions options)
        {
            if (options.Fallback is null)
                throw new TimeoutException($"Expected a reply within {options.Deadline}, but it was not finished. Allow more time, or set ReplyOptions.Fallback.");
            tokens = prompt.Concat(host.Encoder.EncodeReply(options.Fallback)).ToList();
            lastTruncated = false;
            lastRewards = new List<GameReward>();                               // accepted, but nothing is learnt from a scripted line
            Spoken(next, options.Fallback);
            return new NpcReply(options.Fallback, FinishReason.Cancelled, isFallback: true, 0, 0);
        }

        private void Spoken(DialogueState next, string text)
        {
            replies++;
            replying = false;
            State = next.With(new DialogueMessage(DialogueRole.Assistant, text));
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
                host.Record(new FinishedConversation(tokens.ToArray(), learnable.ToArray(), interrupted));
            learnable.Clear();
        }

        private void CheckOpen()
        {
            if (replying)
                throw new InvalidOperationException("Expected one reply at a time, but the NPC is still answering. Await ReplyAsync before the next call.");
            if (ended)
                throw new InvalidOperationException("Expected an open conversation, but it is over. Begin another with TrainingSession.BeginConversation.");
        }
    }
}
