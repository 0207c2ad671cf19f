#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using TorchSharp;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// The trainer's thread: takes finished conversations until its loop is closed. An exception stops training, is reported once and
    /// fails those who wait for an update; the actor keeps talking.
    /// </summary>
    internal sealed class TrainerThread : IDisposable
    {
        private readonly object gate = new object();
        private readonly List<(long Update, TaskCompletionSource<TrainingProgress> Waiter)> waiters =
            new List<(long, TaskCompletionSource<TrainingProgress>)>();

        private readonly TrainerLoop loop;
        private readonly ILogger logger;
        private readonly Thread thread;
        private TrainingProgress progress;
        private Exception? error;
        private bool ended;

        internal TrainerThread(TrainerLoop loop, int threads, ILogger logger)
        {
            this.loop = loop;
            this.logger = logger;
            progress = loop.Progress;
            loop.Updated += Report;
            thread = new Thread(() => Work(threads)) { IsBackground = true, Name = "Repartee trainer" };
            thread.Start();
        }

        /// <summary>Raised on the trainer thread after each update.</summary>
        internal event Action<TrainingProgress>? Updated;

        internal TrainingProgress Progress => Volatile.Read(ref progress);

        /// <summary>Why training stopped by itself; null while all is well.</summary>
        internal Exception? Error => Volatile.Read(ref error);

        /// <summary>Completes once this many updates are done.</summary>
        internal Task<TrainingProgress> WaitFor(long update)
        {
            lock (gate)
            {
                if (progress.Update >= update)
                    return Task.FromResult(progress);
                if (error != null)
                    return Task.FromException<TrainingProgress>(Stopped(error));
                if (ended)
                    return Task.FromException<TrainingProgress>(new OperationCanceledException("The training session is stopped: no further update will come."));
                var waiter = new TaskCompletionSource<TrainingProgress>(TaskCreationOptions.RunContinuationsAsynchronously);
                waiters.Add((update, waiter));
                return waiter.Task;
            }
        }

        /// <summary>Asks the loop to end and joins the thread.</summary>
        /// <returns>Whether it ended within the time.</returns>
        internal bool Stop(TimeSpan timeout)
        {
            loop.Close();
            return thread.Join(timeout);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Stop(TimeSpan.FromSeconds(60)))
                loop.Dispose();                                                 // never free weights under a running native call
        }

        private static InvalidOperationException Stopped(Exception cause) => new InvalidOperationException(
            $"Training stopped by an error: {cause.Message} The actor still talks. Stop the session and resume from its last checkpoint.", cause);

        private void Work(int threads)
        {
            try
            {
                torch.set_num_threads(threads);                                 // per thread in libtorch
                loop.Run();
            }
            catch (Exception thrown)
            {
                logger.LogError(thrown, "Training stopped by an error; the actor still talks. Stop the session and resume from its last checkpoint.");
                lock (gate)
                    error = thrown;
            }

            lock (gate)
            {
                ended = true;
                foreach (var (_, waiter) in waiters)
                {
                    if (error is null)
                        waiter.TrySetCanceled();
                    else
                        waiter.TrySetException(Stopped(error));
                }

                waiters.Clear();
            }
        }

        private void Report(TrainingProgress next)
        {
            lock (gate)
            {
                progress = next;
                foreach (var (update, waiter) in waiters)
                {
                    if (update <= next.Update)
                        waiter.TrySetResult(next);
                }

                waiters.RemoveAll(w => w.Update <= next.Update);
            }

            Updated?.Invoke(next);
        }
    }
}
