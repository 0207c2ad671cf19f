#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Repartee.Rewards;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Client
{
    // How the process is started, watched over, started again and stopped.
    public sealed partial class TrainerProcess
    {
        void IHostListener.OnLost(HostConnection gone, TrainerProcessException reason)
        {
            if (Interlocked.CompareExchange(ref connection, null, gone) != gone)
                return;                                                         // it was still being connected: whoever does that is told
            restarting = Task.Run(() => RestartAsync(reason));
        }

        private async Task ConnectAsync(bool resume, CancellationToken cancellation)
        {
            var channel = await Task.Run(launch, cancellation).ConfigureAwait(false);
            var started = new HostConnection(channel, this, options.Clock, processOptions.Silence, StartMessage(resume));
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopRequested.Token);
            var givenUp = new TaskCompletionSource<ReadyMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var onCancel = both.Token.Register(() => givenUp.TrySetCanceled(both.Token));
            ReadyMessage ready;
            try
            {
                ready = await (await Task.WhenAny(started.Ready, givenUp.Task).ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch
            {
                await started.StopAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(false);
                throw;
            }

            Take(ready);
            unacknowledged.SendTo(started.Post);
            pace.SendTo(started.Post);
            if (Restarts > 0)
                Change(TrainerProcessState.Running, $"The trainer's process runs again, from update {ready.Progress.Update}.");
            Interlocked.Exchange(ref connection, started);                      // is written before LostBy is read
            if (started.LostBy is TrainerProcessException reason)
                ((IHostListener)this).OnLost(started, reason);                  // before it was here to be noticed
        }

        private void Take(ReadyMessage ready)
        {
            Backend = ready.Backend;
            RunPath = ready.RunPath;
            if (host is null)
            {
                nextConversation = ready.NextConversation;
                host = new ProcessConversationHost(
                    this, EncoderFolder.Read(ready.EncoderFolder, ready.Template), options.Sampling, ready.ContextLength, options.Clock);
            }

            if (healthStop != null)
                Reopen();                                                       // a process that was lost while it was paused begins unpaused
            waiters.Reach(ready.Progress);
        }

        private byte[] StartMessage(bool resume)
        {
            var writer = new PackWriter();
            writer.WriteArrayHeader(5);
            writer.Write((int)MessageKind.Start);
            writer.Write(TrainerProtocol.Version);
            writer.Write(name);
            OptionsFormat.Write(writer, Absolute(options) with { Resume = resume });
            ProgressFormat.WriteNumbers(writer, (options.Rewards ?? new WeightedReward()).Weights);
            return writer.ToArray();
        }

        /// <summary>The other process need not have this one's current folder.</summary>
        private static TrainingOptions Absolute(TrainingOptions options) => options with
        {
            ActorFolder = Path.GetFullPath(options.ActorFolder),
            AdapterFolder = options.AdapterFolder is string adapter ? Path.GetFullPath(adapter) : null,
            RunFolder = options.RunFolder is string run ? Path.GetFullPath(run) : null,
            RecordingFile = options.RecordingFile is string recording ? Path.GetFullPath(recording) : null,
            RewardModel = options.RewardModel is RewardModelTerm term ? term with { Folder = Path.GetFullPath(term.Folder) } : null,
            Voices = options.Voices.ToDictionary(voice => voice.Key, voice => Path.GetFullPath(voice.Value)),
        };

        private async Task RestartAsync(TrainerProcessException reason)
        {
            unacknowledged.SendTo(null);
            pace.SendTo(null);
            away = reason;
            logger.LogError(TrainingEvents.ProcessLost, "{Reason}", reason.Message);
            while (!stopRequested.IsCancellationRequested)
            {
                if (options.RunFolder is null || restartsInARow >= processOptions.MaxRestarts)
                {
                    Fail(options.RunFolder is null
                        ? "There is no run folder to go on from: set TrainingOptions.RunFolder"
                        : $"It was started {restartsInARow} times in a row without completing an update: see the log, and start a new session", reason);
                    return;
                }

                Change(TrainerProcessState.Restarting, $"{reason.Message} It is being started again from its last checkpoint.");
                restartsInARow++;
                Restarts++;
                try
                {
                    bool begun = File.Exists(Path.Combine(options.RunFolder, "config.json"));
                    await ConnectAsync(resume: begun, stopRequested.Token).ConfigureAwait(false);
                    return;
                }
                catch (OperationCanceledException) when (stopRequested.IsCancellationRequested)
                {
                    return;
                }
                catch (TrainerProcessException again)
                {
                    reason = again;
                }
                catch (Exception refused)
                {
                    Fail($"Its session can not be resumed: {refused.Message}", reason);
                    return;
                }
            }
        }

        private void Fail(string why, TrainerProcessException reason)
        {
            away = new TrainerProcessException($"{reason.Message} {why}.", reason);
            Volatile.Write(ref error, away);
            waiters.End(() => new InvalidOperationException(away.Message, away));
            logger.LogError(TrainingEvents.ProcessFailed, "{Reason}", away.Message);
            Change(TrainerProcessState.Failed, away.Message);
        }

        private void Change(TrainerProcessState state, string why)
        {
            State = state;
            StateChanged?.Invoke(state, why);
        }

        private async Task StopOnceAsync()
        {
            stopRequested.Cancel();
            await restarting.ConfigureAwait(false);
            unacknowledged.SendTo(null);
            pace.SendTo(null);
            away = Away("was stopped");
            var last = Interlocked.Exchange(ref connection, null);
            if (last != null && !await last.StopAsync(processOptions.StopLimit).ConfigureAwait(false))
            {
                logger.LogWarning(
                    TrainingEvents.ProcessEnded,
                    "Expected the trainer's process to stop within {Limit}, but it did not and was ended. Its last checkpoint and the conversations " +
                    "it acknowledged are kept.", processOptions.StopLimit);
            }

            scorer.Close();
            waiters.End(() => new OperationCanceledException("The training session is stopped: no further update will come."));
            Change(TrainerProcessState.Stopped, "The training session is stopped.");
        }
    }
}
