#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Sessions;

namespace Repartee.Editor.Play
{
    /// <summary>How a play session ends: whatever the trainer does, within <see cref="StopLimit"/>.</summary>
    public sealed partial class PlaySession
    {
        private bool wasLate;

        /// <summary>Stops: NPCs speak frozen or scripted at once, the trainer writes a last checkpoint and ends. Idle does nothing; a stop
        /// that is under way is not begun again.</summary>
        /// <param name="reason">Why, in a few words; it is shown beside the NPCs' active mode.</param>
        /// <returns>Completes when the trainer has ended or <see cref="StopLimit"/> has passed; <see cref="State"/> follows by
        /// <see cref="Pump"/>.</returns>
        public Task StopAsync(string reason)
        {
            wasLate &= State == PlayState.Stopping;
            if (starting is null || State == PlayState.Idle || State == PlayState.Failed || State == PlayState.Stopping) return ending;
            TakeBack(reason);
            giveUp.Cancel();
            Change(PlayState.Stopping, "The trainer ends: it finishes its slice of work and writes a last checkpoint.");
            ending = EndAsync(++life, starting);
            session = null;
            return ending;
        }

        /// <summary>Stops, and waits for it: for the moments after which nothing of the session may be left (the end of play mode, before
        /// scripts are reloaded, on quitting). Also ends a freezing of a checkpoint.</summary>
        /// <param name="reason">As for <see cref="StopAsync"/>.</param>
        /// <returns>Whether all has ended within <see cref="StopLimit"/>.</returns>
        public bool StopAndWait(string reason)
        {
            Task stopped = StopAsync(reason);
            giveUpFreezing.Cancel();
            bool inTime = Task.WhenAll(stopped, freezing).Wait(StopLimit + StopLimit);        // each keeps its limit by the clock
            Pump();
            return inTime && !wasLate;
        }

        private async Task EndAsync(int mine, Task<ITrainingSession> started)
        {
            using var inTime = new CancellationTokenSource();
            Task limit = clock.Delay(StopLimit, inTime.Token);
            Task<string?> end = Task.Run(() => EndSessionAsync(started));
            bool late = await Task.WhenAny(end, limit).ConfigureAwait(false) != end;
            inTime.Cancel();
            string message = late
                ? $"Expected the trainer to end within {StopLimit.TotalSeconds:0} seconds, but it did not; it is left to end by itself. " +
                  "Its last checkpoint is kept."
                : await end.ConfigureAwait(false) is string problem
                    ? $"The trainer ended, but not well: {problem}"
                    : "The play session is stopped.";
            mainThread.Post(() => OnEnded(mine, message, late));
        }

        private static async Task<string?> EndSessionAsync(Task<ITrainingSession> started)
        {
            ITrainingSession ended;
            try
            {
                ended = await started.ConfigureAwait(false);
            }
            catch (Exception)
            {
                return null;                                                    // it never began: there is nothing to end
            }

            try
            {
                await ended.StopAsync().ConfigureAwait(false);
                return null;
            }
            catch (Exception problem)
            {
                return problem.Message;
            }
        }

        private void OnEnded(int mine, string message, bool late)
        {
            if (mine != life) return;
            wasLate = late;
            starting = null;
            if (State == PlayState.Stopping)
                Change(PlayState.Idle, message);
            else
                Changed?.Invoke();                                              // failed before: that message stays, a start is possible
        }
    }
}
