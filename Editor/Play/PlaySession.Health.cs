#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Sessions;

namespace Repartee.Editor.Play
{
    // Training that paused by itself, and how it goes on.
    public sealed partial class PlaySession
    {
        /// <summary>Why training paused by itself; null while it has not. NPCs talk on.</summary>
        public HealthStop? HealthStop => session?.HealthStop;

        /// <summary>Lets training go on after it paused by itself. Returns at once; nothing happens unless it has.</summary>
        /// <param name="fromLastGood">From the last good weights, or from the present ones.</param>
        public void ContinueTraining(bool fromLastGood)
        {
            if (HealthStop is null) return;
            int mine = life;
            News = "Training is going on.";
            Begin(() => session!.ContinueTrainingAsync(fromLastGood)).ContinueWith(
                done => mainThread.Post(() => OnContinued(mine, done, fromLastGood)), CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        private static Task Begin(Func<Task> work)
        {
            try
            {
                return work();
            }
            catch (Exception problem)                                           // the process is away
            {
                return Task.FromException(problem);
            }
        }

        private void OnHealthStopped(int mine, HealthStop stop)
        {
            if (mine != life) return;
            News = stop.ToString();
            Changed?.Invoke();
        }

        private void OnContinued(int mine, Task done, bool fromLastGood)
        {
            if (mine != life) return;
            News = done.Status == TaskStatus.RanToCompletion
                ? $"Training goes on from the {(fromLastGood ? "last good" : "present")} weights."
                : $"Training did not go on: {done.Exception?.InnerException?.Message ?? "it was given up."}";
            Changed?.Invoke();
        }
    }
}
