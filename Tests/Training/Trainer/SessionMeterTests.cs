#nullable enable
using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>What System.Diagnostics.Metrics hears of a session.</summary>
    [NonParallelizable]
    public sealed class SessionMeterTests : TrainerTests
    {
        private readonly Dictionary<string, List<double>> heard = new Dictionary<string, List<double>>();
        private readonly Dictionary<string, string?> units = new Dictionary<string, string?>();

        [Test]
        public async Task AListenerHearsEachReplyAndUpdateAndNothingMoreOnceTheSessionIsStopped()
        {
            using var listener = Listen();
            var options = Options();
            TrainingProgress last;
            long tokens;
            await using (var session = await TrainingSession.StartAsync(options))
            {
                listener.RecordObservableInstruments();
                Assert.That(heard, Does.Not.ContainKey("repartee.kl"));
                var third = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                session.UpdateCompleted += progress =>
                {
                    if (progress.Update == 3)
                        third.SetResult(true);                                  // the meter hears of an update before we do
                };
                await new DatasetPlayer(session, Rows, options).PlayAsync(3);
                await third.Task;
                await session.BeginEvaluation(Rows[0], 0).ReplyAsync();
                listener.RecordObservableInstruments();
                (last, tokens) = (session.Progress, session.GeneratedTokens);
            }

            lock (heard)
            {
                Assert.That(heard["repartee.replies"].Sum(), Is.EqualTo(13));
                Assert.That(heard["repartee.reply.duration"], Has.Count.EqualTo(13).And.All.InRange(1e-6, 60));
                Assert.That(heard["repartee.updates"], Is.EqualTo(new[] { 1.0, 1, 1 }));
                Assert.That(heard["repartee.update.duration"], Has.Count.EqualTo(3).And.All.GreaterThan(0));
                Assert.That(heard["repartee.update.duration"].Last(), Is.EqualTo(last.Seconds));
                Assert.That(heard["repartee.tokens.generated"].Last(), Is.EqualTo(tokens).And.GreaterThan(13));
                Assert.That(heard["repartee.conversations.dropped"].Last(), Is.EqualTo(0));
                Assert.That(heard["repartee.conversations.waiting"].Last(), Is.EqualTo(0));
                Assert.That(heard["repartee.reward.mean"], Is.EqualTo(new[] { last.Metrics["objective/scores"] }));
                Assert.That(heard["repartee.kl"], Is.EqualTo(new[] { last.Metrics["objective/kl"] }));
                Assert.That(heard["repartee.entropy"], Is.EqualTo(new[] { last.Metrics["policy/entropy_avg"] }));
                Assert.That(units["repartee.reply.duration"], Is.EqualTo("s"));
                heard.Clear();
            }

            listener.RecordObservableInstruments();
            Assert.That(heard, Is.Empty, "of a session that is gone");
        }

        [Test]
        public async Task AReplyThatNobodyWaitedForIsCountedByItsReason()
        {
            using var listener = Listen();
            await using var session = await TrainingSession.StartAsync(Options());
            using var cancelled = new CancellationTokenSource();
            var atItsFirstWord = new ReplyOptions { OnText = _ => cancelled.Cancel() };
            Assert.That(
                async () => await session.BeginEvaluation(Rows[0], 1).ReplyAsync(atItsFirstWord, cancelled.Token),
                Throws.InstanceOf<OperationCanceledException>());
            Assert.That(heard["repartee.replies.given_up reason=cancelled"], Is.EqualTo(new[] { 1.0 }));
            using var meter = new SessionMeter(TimeProvider.System);
            foreach (var outcome in new[] { GenerationOutcome.DeadlinePassed, GenerationOutcome.Finished })
                Assert.That(await meter.CountGivenUp(Task.FromResult(outcome)), Is.EqualTo(outcome));
            Assert.That(heard["repartee.replies.given_up reason=deadline"], Is.EqualTo(new[] { 1.0 }));
        }

        private MeterListener Listen()
        {
            heard.Clear();
            var listener = new MeterListener
            {
                InstrumentPublished = (instrument, itself) =>
                {
                    if (instrument.Meter.Name != "Repartee")
                        return;
                    units[instrument.Name] = instrument.Unit;
                    itself.EnableMeasurementEvents(instrument);
                },
            };
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
            listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Hear(instrument, value, tags));
            listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
            listener.Start();
            return listener;
        }

        private void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string name = instrument.Name;
            foreach (var tag in tags)
                name += $" {tag.Key}={tag.Value}";
            lock (heard)
            {
                if (!heard.TryGetValue(name, out var values))
                    heard[name] = values = new List<double>();
                values.Add(value);
            }
        }
    }
}
