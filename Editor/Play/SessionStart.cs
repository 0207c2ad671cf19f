#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Sessions;
using Repartee.Sessions.Client;

namespace Repartee.Editor.Play
{
    /// <summary>Starts a training session.</summary>
    /// <param name="options">What to train, and how.</param>
    /// <param name="onState">Hears when the trainer's process is lost, runs again, or is given up, with a sentence for people. Any
    /// thread.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The running session.</returns>
    public delegate Task<ITrainingSession> SessionStart(
        TrainingOptions options, Action<TrainerProcessState, string> onState, CancellationToken cancellation);
}
