#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Repartee.Sessions;
using Repartee.Training.Native;
using TorchSharp;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// The trainer's thread: takes finished conversations until its loop is closed. An exception stops training, is reported once and
    /// fails those who wait for an update; the actor keeps talking. Owns the loop.
    /// </summary>
    internal sealed class TrainerThread
    {
        private readonly TrainerLoop loop;
        private readonly ILogger logger;
        private readonly UpdateWaiters waiters;
        private readonly Thread thread;
        private readonly TaskCompletionSource<Exception?> ended = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        private Exception? error;

        /// <param name="loop">Owned from now on.</param>
        /// <param name="threads">CPU threads for libtorch's kernels on this thread.</param>
        /// <param name="logger">Receives what goes wrong.</param>
        internal TrainerThread(TrainerLoop loop, int threads, ILogger logger)
        {
            this.loop = loop;
            this.logger = logger;
            waiters = new UpdateWaiters(loop.Progress);
            loop.Updated += Report;
            loop.Held += Hold;
            loop.Continued += GoOn;
            thread = new Thread(() => Work(threads)) { IsBackground = true, Name = "Repartee trainer" };
        }

        /// <summary>Raised on the trainer thread after each update. Subscribe before <see cref="Start"/>.</summary>
        internal event Action<TrainingProgress>? Updated;

        /// <summary>Raised on the trainer thread when training pauses by itself.</summary>
        internal event Action<HealthStop>? Held;

        /// <summary>Raised on the trainer thread when it goes on.</summary>
        internal event Action? Continued;

        /// <summary>Why training is paused; null while it is not.</summary>
        internal HealthStop? HealthStop => loop.HealthStop;

        /// <summary>Completes when the thread has ended its work, with what stopped it by itself; null where it was closed.</summary>
        internal Task<Exception?> Ended => ended.Task;

        internal TrainingProgress Progress => waiters.Progress;

        /// <summary>Why training stopped by itself; null while all is well.</summary>
        internal Exception? Error => Volatile.Read(ref error);

        internal void Start() => thread.Start();

        /// <summary>Completes once this many updates are done.</summary>
        internal Task<TrainingProgress> WaitFor(long update, CancellationToken cancellation) => waiters.WaitFor(update, cancellation);

        /// <summary>Completes with the folder of a checkpoint that the thread writes between two updates.</summary>
        internal Task<string> SaveCheckpoint() => loop.AskForCheckpoint();

        /// <summary>Goes on after a health stop.</summary>
        internal Task Continue(bool fromLastGood) => loop.Continue(fromLastGood);

        /// <summary>Asks the loop to end and joins the thread.</summary>
        /// <returns>False when the thread did not end in time: then nothing may be freed, because it may be inside a native call.</returns>
        internal bool Stop(TimeSpan timeout)
        {
            loop.Close();
            return thread.Join(timeout);
        }

        /// <summary>Frees the loop and all that learnt, once <see cref="Stop"/> said true and nobody talks with its backbone any more.</summary>
        internal void Free() => loop.Dispose();

        private void Work(int threads)
        {
            try
            {
                BackgroundThread.Enter();                                       // before libtorch makes its helpers, who inherit it
                torch.set_num_threads(threads);                                 // per thread in libtorch
                loop.Run();
                waiters.End(() => new OperationCanceledException("The training session is stopped: no further update will come."));
                ended.SetResult(null);
            }
            catch (Exception thrown)
            {
                Volatile.Write(ref error, thrown);
                loop.Close();                                                   // what finishes from now on is counted as dropped
                Func<Exception> reason = () => new InvalidOperationException(
                    $"Training stopped by an error: {thrown.Message} The actor still talks. " +
                    "Stop the session, and resume it from its last checkpoint.",
                    thrown);
                loop.Fail(reason);
                waiters.End(reason);
                logger.LogError(
                    TrainingEvents.TrainingFailed,
                    thrown,
                    "Training stopped by an error; the actor still talks. Stop the session, and resume it from its last checkpoint.");
                ended.SetResult(reason());
            }
        }

        private void Hold(HealthStop stop)
        {
            waiters.End(() => new HealthStopException(stop));
            Tell("HealthStopped", () => Held?.Invoke(stop));
        }

        private void GoOn()
        {
            waiters.Reopen();
            Continued?.Invoke();
        }

        private void Report(TrainingProgress next)
        {
            waiters.Reach(next);
            Tell("UpdateCompleted", () => Updated?.Invoke(next));
        }

        private void Tell(string name, Action raise)
        {
            try
            {
                raise();
            }
            catch (Exception thrown)
            {
                logger.LogError(
                    TrainingEvents.SubscriberFailed, thrown, "A subscriber of TrainingSession.{Event} threw; training goes on.", name);
            }
        }
    }
}
