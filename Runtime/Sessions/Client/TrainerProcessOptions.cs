#nullable enable
using System;

namespace Repartee.Sessions.Client
{
    /// <summary>How the trainer's process is run. Everything has a default.</summary>
    public sealed record TrainerProcessOptions
    {
        /// <summary>The published trainer host: its folder, its <c>Repartee.TrainerHost.dll</c>, or a program. Null (default): the
        /// environment's <c>REPARTEE_TRAINER_HOST</c>, else the folder <c>TrainerHost</c> beside this program, else this program's
        /// own.</summary>
        public string? HostPath { get; init; }

        /// <summary>The <c>dotnet</c> that runs it. Null (default): DOTNET_ROOT, PATH, the usual folders.</summary>
        public string? DotnetPath { get; init; }

        /// <summary>How long the process may be silent before it counts as lost; it says something each second, also while it computes. More
        /// than 2 seconds; default 15.</summary>
        public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(15);

        /// <summary>How long a stop may take: the present slice of learning, and a last checkpoint. Then the process is ended as it is; the
        /// checkpoint before and the journal keep what was acknowledged. More than 0; default 30 seconds.</summary>
        public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(30);

        /// <summary>How often in a row the process is started again without having completed an update in between. 0 or more; default 5 (ML-Agents:
        /// 10 restarts of an environment).</summary>
        public int MaxRestarts { get; init; } = 5;

        /// <summary>Throws <see cref="ArgumentException"/> naming the first value out of its range.</summary>
        public void Validate()
        {
            if (!(Silence > TimeSpan.FromSeconds(2)))
                throw new ArgumentException($"Silence: expected more than 2 seconds, but found {Silence}.");
            if (!(StopLimit > TimeSpan.Zero))
                throw new ArgumentException($"StopLimit: expected more than 0, but found {StopLimit}.");
            if (MaxRestarts < 0)
                throw new ArgumentException($"MaxRestarts: expected 0 or more, but found {MaxRestarts}.");
        }
    }
}
