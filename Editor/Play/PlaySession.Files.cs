#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Frozen.Gguf;
using Repartee.Sessions;

namespace Repartee.Editor.Play
{
    /// <summary>Checkpoints and frozen files.</summary>
    public sealed partial class PlaySession
    {
        private CancellationTokenSource giveUpFreezing = new CancellationTokenSource();
        private Task freezing = Task.CompletedTask;

        /// <summary>Whether a checkpoint is being frozen.</summary>
        public bool IsFreezing => !freezing.IsCompleted;

        /// <summary>Lets the trainer write a checkpoint after its present update; <see cref="News"/> tells when it did. Nothing happens
        /// while no session answers.</summary>
        public void Save()
        {
            if (!IsLive) return;
            Say("A checkpoint is written after the present update.");
            Follow(session!.SaveCheckpointAsync(), "The checkpoint could not be written", path =>
            {
                Say($"Checkpoint {Path.GetFileName(path)} is written.");
                Saved?.Invoke(path);
            });
        }

        /// <summary>Freezes the actor as it talks now. Nothing happens while no session answers.</summary>
        /// <param name="file">Full path of the frozen file; its folder is made.</param>
        /// <param name="type">Q8_0 (small, as good), F16 or F32.</param>
        public void Freeze(string file, GgufType type)
        {
            if (!IsLive) return;
            Say($"The actor is frozen into {file}.");
            ITrainingSession talking = session!;
            Follow(FreezeAsync(talking, file, type, null), "The actor could not be frozen", OnFrozen);
        }

        /// <summary>Freezes a checkpoint, by a trainer of its own that learns nothing. One at a time.</summary>
        /// <param name="options">As for training; the actor's folder and the run's are replaced.</param>
        /// <param name="checkpoint">The checkpoint.</param>
        /// <param name="file">Full path of the frozen file; its folder is made.</param>
        /// <param name="type">Q8_0 (small, as good), F16 or F32.</param>
        /// <exception cref="InvalidOperationException">Another one is being frozen.</exception>
        public void FreezeCheckpoint(TrainingOptions options, RunCheckpoint checkpoint, string file, GgufType type)
        {
            if (IsFreezing)
                throw new InvalidOperationException("Expected one checkpoint to be frozen at a time, but found another one. Wait for it.");
            giveUpFreezing = new CancellationTokenSource();
            Say($"{checkpoint.Name} is frozen into {file}.");
            Task<ExportReport> frozen = FreezeCheckpointAsync(
                options with
                {
                    ActorFolder = checkpoint.Path,
                    AdapterFolder = null,
                    Lora = null,
                    RunFolder = null,
                    RecordingFile = null,
                    Resume = false,
                    Ppo = options.Ppo with { KlCoefficient = 0, KlTarget = 0 },    // no second copy of the weights for a reference
                },
                checkpoint, file, type, giveUpFreezing.Token);
            freezing = Quietly(frozen);
            Follow(frozen, "The checkpoint could not be frozen", OnFrozen);
        }

        private async Task<ExportReport> FreezeCheckpointAsync(
            TrainingOptions options, RunCheckpoint checkpoint, string file, GgufType type, CancellationToken cancellation)
        {
            ITrainingSession loaded = await start(options, (_, __) => { }, cancellation).ConfigureAwait(false);
            try
            {
                cancellation.ThrowIfCancellationRequested();
                var about = new ExportOptions { PolicyVersion = checkpoint.Update, RunId = checkpoint.Run };
                Task<ExportReport> frozen = FreezeAsync(loaded, file, type, about);
                var givenUp = new TaskCompletionSource<ExportReport>(TaskCreationOptions.RunContinuationsAsynchronously);
                using var onCancel = cancellation.Register(() => givenUp.TrySetCanceled(cancellation));
                return await (await Task.WhenAny(frozen, givenUp.Task).ConfigureAwait(false)).ConfigureAwait(false);
            }
            finally
            {
                using var inTime = new CancellationTokenSource();
                Task limit = clock.Delay(StopLimit, inTime.Token);
                await Task.WhenAny(Task.Run(loaded.StopAsync), limit).ConfigureAwait(false);
                inTime.Cancel();
            }
        }

        private static Task<ExportReport> FreezeAsync(ITrainingSession talking, string file, GgufType type, ExportOptions? about) =>
            Task.Run(() =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
                return talking.FreezeAsync(file, type, about);
            });

        private void OnFrozen(ExportReport report)
        {
            Say(
                $"Frozen into {report.Path}: {report.Parameters / 1e6:0.#} million weights, {report.Bytes / 1e6:0.#} MB." +
                string.Concat(report.Notes.Select(note => " " + note)));
            Frozen?.Invoke(report);
        }

        private void Follow<T>(Task<T> task, string problem, Action<T> done) => task.ContinueWith(
            ended => mainThread.Post(() =>
            {
                if (ended.Status == TaskStatus.RanToCompletion)
                    done(ended.Result);
                else
                    Say($"{problem}: {ended.Exception?.InnerException?.Message ?? "it was given up."}");
            }),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        private static async Task Quietly(Task task)
        {
            try
            {
                await task.ConfigureAwait(false);
            }
            catch (Exception)
            {
                // Whoever follows it tells.
            }
        }

        private void Say(string news)
        {
            News = news;
            Changed?.Invoke();
        }
    }
}
