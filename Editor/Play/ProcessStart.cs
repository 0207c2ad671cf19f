#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Sessions;
using Repartee.Sessions.Client;

namespace Repartee.Editor.Play
{
    /// <summary>Starts sessions in a process of their own, which is what works in every editor.</summary>
    public static class ProcessStart
    {
        /// <summary>A start that runs the given host.</summary>
        /// <param name="process">Asked at each start, so that changed settings count.</param>
        /// <returns>The start, for <see cref="PlaySession"/>.</returns>
        public static SessionStart With(Func<TrainerProcessOptions> process) =>
            (options, onState, cancellation) => StartAsync(options, process(), onState, cancellation);

        private static async Task<ITrainingSession> StartAsync(
            TrainingOptions options, TrainerProcessOptions process, Action<TrainerProcessState, string> onState,
            CancellationToken cancellation)
        {
            TrainerProcess session = await TrainerProcess.StartAsync(options, process, cancellation).ConfigureAwait(false);
            session.StateChanged += onState;
            if (session.State != TrainerProcessState.Running)                   // lost before anybody could hear it
                onState(session.State, "The trainer's process was lost right after its start.");
            return session;
        }
    }
}
