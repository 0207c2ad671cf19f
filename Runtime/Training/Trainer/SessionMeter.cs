#nullable enable
using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Sessions;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// The numbers of one session for System.Diagnostics.Metrics, and so for OpenTelemetry and <c>dotnet-counters</c>: the meter
    /// <c>Repartee</c>, which is gone with the session. Nothing is measured while nobody listens. Thread-safe.
    /// </summary>
    internal sealed class SessionMeter : IDisposable
    {
        private static readonly KeyValuePair<string, object?> Deadline = new KeyValuePair<string, object?>("reason", "deadline");
        private static readonly KeyValuePair<string, object?> Caller = new KeyValuePair<string, object?>("reason", "cancelled");

        private readonly TimeProvider clock;
        private readonly Meter meter = new Meter("Repartee");
        private readonly Counter<long> replies;
        private readonly Counter<long> givenUp;
        private readonly Histogram<double> replyTime;
        private readonly Counter<long> updates;
        private readonly Histogram<double> updateTime;
        private TrainingProgress? last;

        internal SessionMeter(TimeProvider clock)
        {
            this.clock = clock;
            replies = meter.CreateCounter<long>("repartee.replies", "{reply}", "Replies that the actor finished.");
            givenUp = meter.CreateCounter<long>(
                "repartee.replies.given_up", "{reply}", "Replies that nobody waited for to the end, by reason: deadline or cancelled.");
            replyTime = meter.CreateHistogram<double>(
                "repartee.reply.duration", "s", "From a request to its whole reply; of many asked at once, to the last one.");
            updates = meter.CreateCounter<long>("repartee.updates", "{update}", "Updates of the actor.");
            updateTime = meter.CreateHistogram<double>("repartee.update.duration", "s", "From an update's end to the next one's.");
            Gauge("repartee.reward.mean", "1", "Mean reward of the last update's replies.", "objective/scores");
            Gauge("repartee.kl", "{nat}", "KL to the actor at the run's start, a conversation.", "objective/kl");
            Gauge("repartee.entropy", "{nat}", "Entropy in the last update, a token.", "policy/entropy_avg");
        }

        /// <summary>Adds what is asked for when somebody looks. Once.</summary>
        /// <param name="tokens">Tokens of replies that have ended.</param>
        /// <param name="dropped">Conversations that were dropped.</param>
        /// <param name="waiting">Conversations that wait for the trainer.</param>
        /// <param name="refused">Replies that were refused because too many waited.</param>
        internal void Observe(Func<long> tokens, Func<long> dropped, Func<int> waiting, Func<long> refused)
        {
            meter.CreateObservableCounter("repartee.replies.refused", refused, "{reply}", "Refused because too many waited for their turn.");
            meter.CreateObservableCounter("repartee.tokens.generated", tokens, "{token}", "Tokens of replies that have ended.");
            meter.CreateObservableCounter(
                "repartee.conversations.dropped", dropped, "{conversation}", "Dropped because the trainer could not keep up.");
            meter.CreateObservableGauge(
                "repartee.conversations.waiting", waiting, "{conversation}", "Finished ones that the trainer has not taken yet.");
        }

        /// <summary>Hands jobs over; where somebody listens, counts and times those that are finished.</summary>
        /// <returns>Completes, and fails, as what <paramref name="submit"/> gave.</returns>
        internal Task Measure(IReadOnlyList<GenerationJob> jobs, Func<IReadOnlyList<GenerationJob>, Task> submit)
        {
            if (!replies.Enabled && !replyTime.Enabled)
                return submit(jobs);
            long begun = clock.GetTimestamp();
            var made = submit(jobs);
            return MeasureAsync();

            async Task MeasureAsync()
            {
                await made.ConfigureAwait(false);
                double seconds = clock.GetElapsedTime(begun).TotalSeconds;
                for (int i = 0; i < jobs.Count; i++)
                {
                    if (jobs[i].Outcome != GenerationOutcome.Finished)
                        continue;
                    replies.Add(1);
                    replyTime.Record(seconds);
                }
            }
        }

        /// <summary>Counts a reply that was cancelled or came too late, whoever notices first, before the caller hears of it.</summary>
        /// <returns>Completes, and fails, as <paramref name="reply"/>.</returns>
        internal Task<GenerationOutcome> CountGivenUp(Task<GenerationOutcome> reply)
        {
            return givenUp.Enabled ? CountAsync() : reply;

            async Task<GenerationOutcome> CountAsync()
            {
                var outcome = await reply.ConfigureAwait(false);
                if (outcome == GenerationOutcome.DeadlinePassed)
                    givenUp.Add(1, Deadline);
                else if (outcome == GenerationOutcome.Cancelled)
                    givenUp.Add(1, Caller);
                return outcome;
            }
        }

        /// <summary>Trainer thread.</summary>
        internal void CountUpdate(TrainingProgress progress)
        {
            Volatile.Write(ref last, progress);
            updates.Add(1);
            updateTime.Record(progress.Seconds);
        }

        /// <inheritdoc/>
        public void Dispose() => meter.Dispose();

        /// <summary>Says nothing before the first update.</summary>
        private void Gauge(string name, string unit, string about, string metric) => meter.CreateObservableGauge(
            name,
            () => Volatile.Read(ref last)?.Metrics.TryGetValue(metric, out double value) == true
                ? new[] { new Measurement<double>(value) }
                : Array.Empty<Measurement<double>>(),
            unit,
            about);
    }
}
