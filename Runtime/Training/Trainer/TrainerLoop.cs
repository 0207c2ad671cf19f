#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Repartee.Conversation;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Checkpoints;
using Repartee.Training.Experience;
using Repartee.Training.Health;
using Repartee.Training.Ppo;
using TorchSharp;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// Collect, score, update, publish, write down; again. Everything here runs on the trainer thread except <see cref="Close"/>.
    /// An update that <see cref="Close"/> interrupts is undone, so that the last checkpoint lies between two updates.
    /// </summary>
    internal sealed class TrainerLoop : IDisposable
    {
        private readonly TrainingOptions options;
        private readonly Learner learner;
        private readonly AdaptiveKl kl;
        private readonly PpoUpdate ppo;
        private readonly ISlicePace pace;
        private readonly ExperienceQueue experience;
        private readonly ActorWorker worker;
        private readonly RunFolder? run;
        private readonly ConversationJournal? journal;
        private readonly ILogger logger;
        private readonly CancellationTokenSource closing = new CancellationTokenSource();
        private readonly List<FinishedConversation> buffer;
        private readonly HealthMonitor health;
        private readonly LearnerHistory history = new LearnerHistory();
        private readonly TrainingHold hold = new TrainingHold();
        private readonly CheckpointRequests saves = new CheckpointRequests();
        private TrainerCounters counters;
        private long updateEnd;
        private long saved;                                                     // the update of the newest checkpoint

        internal TrainerLoop(
            TrainingOptions options, Learner learner, ExperienceQueue experience, ActorWorker worker, RunFolder? run, TrainerStart start,
            ISlicePace? pace = null, IReferenceScorer? referenceScorer = null, ConversationJournal? journal = null)
        {
            this.pace = pace ?? new UnboundPace();
            this.options = options;
            this.learner = learner;
            this.experience = experience;
            this.worker = worker;
            this.run = run;
            this.journal = journal;
            logger = options.Logging.CreateLogger("Repartee.Trainer");
            if (learner.Network.Device.type == DeviceType.CPU)
                KernelRehearsal.Ensure();                                       // exactness is promised on the CPU alone
            kl = new AdaptiveKl(options.Ppo.KlCoefficient, options.Ppo.KlTarget, options.Ppo.KlHorizon);
            ppo = new PpoUpdate(learner, options.Ppo, kl, options.Sampling.Temperature, this.pace, referenceScorer, options.Replay);
            counters = start.Counters;
            saved = counters.Updates;
            buffer = start.Waiting.ToList();
            health = new HealthMonitor(options.Health, start.Health);
            if (start.Learner != null)
                kl.Restore(start.Learner.KlCoefficient);
            updateEnd = options.Clock.GetTimestamp();
            Progress = new TrainingProgress(counters.Updates, counters.Episodes, counters.Tokens, 0, new Dictionary<string, double>());
        }

        /// <summary>Raised after each update.</summary>
        internal event Action<TrainingProgress>? Updated;

        /// <summary>Raised when training pauses because its health is in doubt.</summary>
        internal event Action<HealthStop>? Held;

        /// <summary>Raised when it goes on.</summary>
        internal event Action? Continued;

        internal TrainingProgress Progress { get; private set; }

        /// <summary>Why training is paused; null while it is not. Any thread.</summary>
        internal HealthStop? HealthStop => hold.Stop;

        /// <summary>Until <see cref="Close"/>; then writes a last checkpoint.</summary>
        internal void Run()
        {
            while (TryFill() && TryUpdate())
            {
            }

            if (hold.Stop != null)
                history.Recover(learner, kl);
            string? last = SaveLastCheckpoint();
            if (last != null)
                saves.Answer(() => last);
            saves.End(() => new OperationCanceledException("The training session is stopped: no further checkpoint will come."));
            hold.Fail(new OperationCanceledException("The training session is stopped: it does not go on."));
        }

        /// <summary>Any thread: a checkpoint as soon as the trainer is between two updates.</summary>
        internal Task<string> AskForCheckpoint()
        {
            if (run is null)
            {
                throw new InvalidOperationException(
                    "Expected a run folder to write a checkpoint into, but found none. Set TrainingOptions.RunFolder.");
            }

            var asked = saves.Ask();
            experience.Nudge();
            hold.Wake();
            return asked;
        }

        /// <summary>Any thread: goes on after a health stop.</summary>
        internal Task Continue(bool fromLastGood) => hold.Continue(fromLastGood);

        /// <summary>Training failed: fails those who wait for a checkpoint, or to go on.</summary>
        internal void Fail(Func<Exception> reason)
        {
            saves.End(reason);
            hold.Fail(reason());
        }

        /// <summary>Any thread: ends <see cref="Run"/> soon.</summary>
        internal void Close()
        {
            closing.Cancel();
            experience.Close();
            hold.Wake();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            ppo.Dispose();
            learner.Dispose();
            closing.Dispose();
        }

        /// <returns>False when the loop was closed before the buffer was full.</returns>
        private bool TryFill()
        {
            while (buffer.Count < options.Ppo.BufferSize)
            {
                saves.Answer(() => SaveCheckpoint()!);
                if (experience.Take() is FinishedConversation conversation)
                {
                    buffer.Add(conversation);
                    counters = counters.WithTaken(experience.Passed);
                }
                else if (experience.IsClosed)
                {
                    return false;
                }
            }

            return !closing.IsCancellationRequested;
        }

        /// <summary>Scores the whole buffer at once, and so the same way after a resume: in another batch a reward model's last bits may
        /// differ.</summary>
        /// <returns>False when the update was interrupted and undone, or the loop was closed in a pause after it.</returns>
        private bool TryUpdate()
        {
            if (!TryScore(out var scored))
                return false;
            if (run != null || options.Health.Enabled)                          // else nobody looks at what an undone update leaves
                history.Begin(learner, kl, counters.Updates, health.IsQuiet);
            var episodes = scored.Select(c => c.Episode).ToList();
            double factor = Schedule.Factor(options.Ppo.Schedule, counters.Updates, options.PlannedUpdates);
            ulong seed = CounterRandom.Derive(CounterRandom.Derive(options.Seed, 2), (ulong)counters.Updates);
            PpoMetrics metrics;
            try
            {
                metrics = ppo.Run(episodes, counters.Updates, factor, seed, closing.Token);
            }
            catch (StaleRecordingException)
            {
                SaveCheckpoint();                                               // of what the younger part of the recordings taught
                throw;
            }
            catch (OperationCanceledException) when (closing.IsCancellationRequested)
            {
                learner.ClearGradients();                                       // of a minibatch that was cut
                history.Undo(learner, kl);
                return false;
            }

            return Finish(scored, episodes, metrics);
        }

        /// <returns>False when the loop was closed before its turn came, or nobody is left to score.</returns>
        private bool TryScore(out List<ScoredConversation> scored)
        {
            scored = new List<ScoredConversation>();
            try
            {
                pace.Begin(closing.Token);
            }
            catch (OperationCanceledException)
            {
                return false;
            }

            try
            {
                scored = ScoredConversation.All(buffer, options.Rewards!);
            }
            catch (ScoringEndedException)
            {
                return false;
            }

            pace.End();
            return true;
        }

        /// <returns>False when the loop was closed while it was held.</returns>
        private bool Finish(List<ScoredConversation> scored, List<Episode> episodes, PpoMetrics metrics)
        {
            counters = counters.WithUpdate(episodes.Count, episodes.Sum(e => (long)e.ActionCount));
            Describe(metrics.Values, scored, episodes);
            run?.Logs.AppendReplies(Progress);
            buffer.Clear();
            run?.Logs.AppendMetrics(Progress);
            if (health.Observe(Progress.Metrics) is HealthFinding finding)
            {
                Updated?.Invoke(Progress);
                return TryHold(finding);
            }

            worker.Publish(learner.Publish, counters.Updates);
            if (options.CheckpointEvery > 0 && counters.Updates % options.CheckpointEvery == 0)
                TrySaveCheckpoint();
            Updated?.Invoke(Progress);
            return true;
        }

        /// <summary>Waits until somebody decides how to go on. The weights of the last update are not published before that.</summary>
        /// <returns>False when the loop was closed.</returns>
        private bool TryHold(HealthFinding finding)
        {
            var stop = new HealthStop(
                finding.Rule, counters.Updates, finding.Found, finding.Limit, finding.Explanation, finding.Advice, history.GoodUpdate);
            run?.Logs.AppendHealth(stop);
            logger.LogWarning(TrainingEvents.HealthStopped, "{HealthStop}", stop.ToString());
            hold.Begin(stop);
            Held?.Invoke(stop);
            while (!closing.IsCancellationRequested)
            {
                saves.Answer(() => SaveCheckpoint()!);
                if (!(hold.Await() is bool fromLastGood))
                    continue;
                if (fromLastGood)
                    history.Recover(learner, kl);
                health.Forgive();
                worker.Publish(learner.Publish, counters.Updates);
                logger.LogInformation(
                    TrainingEvents.TrainingContinued,
                    "Training goes on after update {Update}, from the {Weights} weights.", counters.Updates, fromLastGood ? "last good" : "present");
                Continued?.Invoke();
                hold.End();
                return true;
            }

            return false;
        }

        private void Describe(Dictionary<string, double> metrics, List<ScoredConversation> scored, List<Episode> episodes)
        {
            RewardStatistics.Add(scored, metrics);
            double seconds = options.Clock.GetElapsedTime(updateEnd).TotalSeconds;
            updateEnd = options.Clock.GetTimestamp();
            metrics["tokens_per_second"] = episodes.Sum(e => e.ActionCount) / Math.Max(1e-9, seconds);
            metrics["experience/dropped"] = experience.Dropped;
            Progress = new TrainingProgress(counters.Updates, counters.Episodes, counters.Tokens, seconds, metrics, ScoredConversation.Samples(scored, options.ReplySamples));
            logger.LogInformation(
                TrainingEvents.UpdateCompleted, "Update {Update}: reward {Reward:F3}, KL {Kl:F2}, entropy {Entropy:F2}", counters.Updates,
                metrics["objective/scores"], metrics["objective/kl"], metrics["policy/entropy_avg"]);
            var terms = scored.SelectMany(c => c.Replies).SelectMany(r => r.Breakdown.Terms);
            foreach (var failed in terms.Where(t => t.Error != null).GroupBy(t => t.Name))
            {
                logger.LogWarning(
                    TrainingEvents.RewardFailed,
                    "Update {Update}: reward \"{Reward}\" counted as 0 for {Count} replies, because {Error}", counters.Updates,
                    failed.Key, failed.Count(), failed.First().Error);
            }
        }

        /// <returns>Its folder; null without a run folder.</returns>
        private string? SaveCheckpoint()
        {
            string? path = run?.SaveCheckpoint(
                new TrainerStart(counters, LearnerState.Capture(learner, kl), buffer.ToList(), health.State));
            journal?.Forget(counters.Passed);
            saved = counters.Updates;
            return path;
        }

        /// <summary>What fails costs this checkpoint, not the run: the next one tries again.</summary>
        private void TrySaveCheckpoint()
        {
            try
            {
                SaveCheckpoint();
            }
            catch (Exception error) when (DiskFault.Is(error))
            {
                logger.LogError(
                    TrainingEvents.CheckpointFailed, error, "{Reason} Training goes on and tries again at its next checkpoint; until then a crash costs {Count} updates.",
                    error.Message, counters.Updates - saved);
            }
        }

        private string? SaveLastCheckpoint()
        {
            try
            {
                return SaveCheckpoint();
            }
            catch (Exception error) when (DiskFault.Is(error))
            {
                throw new IOException(
                    $"The last checkpoint is missing, and with it {counters.Updates - saved} updates since the one before. {error.Message}",
                    error);
            }
        }
    }
}
