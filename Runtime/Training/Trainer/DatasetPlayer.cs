#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Rewards;
using Repartee.Sessions;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// Stands in for players: plays the rows of a dataset against a session, one buffer after the other, and waits for each update.
    /// The order is a function of the seed and the conversation's number, so a resumed run goes on exactly where it was.
    /// </summary>
    public sealed class DatasetPlayer
    {
        private readonly TrainingSession session;
        private readonly IReadOnlyList<DialogueState> rows;
        private readonly int bufferSize;
        private readonly DealtOrder order;

        /// <summary>Makes a player.</summary>
        /// <param name="session">Where to play.</param>
        /// <param name="rows">States whose last line is the player's; at least one. All are played once before any comes again.</param>
        /// <param name="options">The session's options: buffer size and seed.</param>
        /// <exception cref="ArgumentException">There are no rows.</exception>
        public DatasetPlayer(TrainingSession session, IReadOnlyList<DialogueState> rows, TrainingOptions options)
        {
            if (rows.Count == 0)
                throw new ArgumentException(
                    "Expected one dialogue or more to play, but found none. Check the dataset and its split.",
                    nameof(rows));
            this.session = session;
            this.rows = rows;
            bufferSize = options.Ppo.BufferSize;
            order = new DealtOrder(rows.Count, options.Seed);
        }

        /// <summary>Plays until this many updates are done, those before a resume included.</summary>
        /// <param name="updates">Number of updates.</param>
        /// <param name="cancellation">Stops after the present batch of replies.</param>
        /// <returns>Completes with the last update.</returns>
        public async Task PlayAsync(long updates, CancellationToken cancellation = default)
        {
            while (session.Progress.Update < updates)
            {
                long update = session.Progress.Update, first = update * bufferSize;
                int done = (int)Math.Min(bufferSize, session.DeliveredConversations - first);
                if (done < bufferSize)
                    await PlayBufferAsync(first, done, cancellation).ConfigureAwait(false);
                await session.WaitForUpdateAsync(update + 1, cancellation).ConfigureAwait(false);
            }
        }

        /// <summary>Samples one reply to each row, learns nothing from them, and scores them.</summary>
        /// <param name="session">Whose actor speaks, with its newest weights. While it trains, these may change between two replies; each
        /// reply says which it had.</param>
        /// <param name="rows">States whose last line is the player's.</param>
        /// <param name="rewards">How to score.</param>
        /// <param name="cancellation">Gives up.</param>
        /// <returns>Rows, replies and scores, in the given order. The same draws each time: differences are the weights'.</returns>
        public static async Task<IReadOnlyList<EvaluatedReply>> EvaluateAsync(
            TrainingSession session, IReadOnlyList<DialogueState> rows, WeightedReward rewards, CancellationToken cancellation = default)
        {
            var conversations = rows.Select((row, i) => session.BeginEvaluation(row, i)).ToList();
            var replies = await session.ReplyAllAsync(conversations, null, cancellation).ConfigureAwait(false);
            var scores = rewards.ScoreAll(replies.Select(reply => reply.Context).ToList());
            return rows.Select((row, i) => new EvaluatedReply(row, replies[i], scores[i])).ToList();
        }

        /// <summary>The row of a conversation: rows are dealt out in a new order each time round.</summary>
        internal DialogueState Row(long conversation) => rows[order.At(conversation)];

        /// <summary>After a resume some of the buffer may be done. They are played again and not handed over: with the same neighbours the
        /// rest get the same numbers to the last bit.</summary>
        private async Task PlayBufferAsync(long first, int done, CancellationToken cancellation)
        {
            var conversations = Enumerable.Range(0, bufferSize).Select(i => session.BeginPlayed(Row(first + i), first + i)).ToList();
            await session.ReplyAllAsync(conversations, null, cancellation).ConfigureAwait(false);
            foreach (var conversation in conversations.Skip(done))
                conversation.Complete();
        }
    }

    /// <summary>A reply of an evaluation and its score.</summary>
    public sealed class EvaluatedReply
    {
        internal EvaluatedReply(DialogueState state, NpcReply reply, RewardBreakdown score)
        {
            State = state;
            Reply = reply;
            Score = score;
        }

        /// <summary>What was answered.</summary>
        public DialogueState State { get; }

        /// <summary>The reply.</summary>
        public NpcReply Reply { get; }

        /// <summary>Its reward, term by term.</summary>
        public RewardBreakdown Score { get; }
    }
}
