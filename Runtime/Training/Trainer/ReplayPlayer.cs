#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Sessions;
using Repartee.Sessions.Recordings;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// Hands recorded conversations to a session instead of playing, one buffer after the other, and waits for each update. The order is a
    /// function of the seed and the conversation's number, so a resumed run goes on exactly where it was.
    /// </summary>
    public sealed class ReplayPlayer
    {
        private readonly TrainingSession session;
        private readonly List<RecordedConversation> conversations;
        private readonly DealtOrder order;
        private readonly int bufferSize;

        /// <summary>Makes a player.</summary>
        /// <param name="session">Which learns; it must have been started with <see cref="TrainingOptions.Replay"/>.</param>
        /// <param name="recordings">Of actors with the session's tokenizer and chat template, with one conversation or more between them.
        /// All conversations come once before any comes again.</param>
        /// <param name="options">The session's options: buffer size and seed.</param>
        /// <exception cref="ArgumentException">The session does not learn from recordings, or there are no conversations.</exception>
        /// <exception cref="System.IO.InvalidDataException">A recording is of another tokenizer or chat template, or of a longer
        /// context.</exception>
        public ReplayPlayer(TrainingSession session, IReadOnlyList<Recording> recordings, TrainingOptions options)
        {
            if (options.Replay is null)
                throw new ArgumentException(
                    "Expected a session that learns from recordings, but found one that learns from play. Set " +
                    "TrainingOptions.Replay.", nameof(options));
            foreach (var recording in recordings)
            {
                recording.RequireReadableBy(session.Encoder);
                int longest = recording.Conversations.Select(c => c.Played.Tokens.Length).DefaultIfEmpty().Max();
                if (longest > session.Host.ContextLength)
                {
                    throw new System.IO.InvalidDataException(
                        $"{recording.Path}: expected conversations of {session.Host.ContextLength} tokens at most, the actor's context, " +
                        "but found one of " +
                        $"{longest}. Name the actor that was recorded.");
                }
            }

            conversations = recordings.SelectMany(recording => recording.Conversations).ToList();
            if (conversations.Count == 0)
                throw new ArgumentException(
                    "Expected one recorded conversation or more, but found none. Name other recordings.", nameof(recordings));
            this.session = session;
            order = new DealtOrder(conversations.Count, options.Seed);
            bufferSize = options.Ppo.BufferSize;
        }

        /// <summary>Learns until this many updates are done, those before a resume included.</summary>
        /// <param name="updates">Number of updates.</param>
        /// <param name="cancellation">Stops waiting.</param>
        /// <returns>Completes with the last update.</returns>
        /// <exception cref="InvalidOperationException">Training stopped by an error; its inner exception is a
        /// <see cref="StaleRecordingException"/> where the actor has gone too far from what was recorded.</exception>
        public async Task PlayAsync(long updates, CancellationToken cancellation = default)
        {
            while (session.Progress.Update < updates)
            {
                long update = session.Progress.Update, first = update * bufferSize;
                for (long number = Math.Max(first, session.DeliveredConversations); number < first + bufferSize; number++)
                    session.Intake.Take(conversations[order.At(number)].Played);
                await session.WaitForUpdateAsync(update + 1, cancellation).ConfigureAwait(false);
            }
        }
    }
}
