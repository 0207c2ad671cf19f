using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Samples.Cli.Options;
using Repartee.Samples.Cli.Rows;
using Repartee.Sessions;
using Repartee.Training.Trainer;

namespace Repartee.Samples.Cli.Train;

/// <summary>What a run with PPO is asked for, whatever it learns from.</summary>
/// <param name="HeldOut">Rows to ask before and after; may be empty.</param>
internal abstract record LearningRequest(
    ActorChoice Actor, TrainingOptions Options, RewardRules Rules, IReadOnlyList<DialogueRow> HeldOut)
{
    public long Updates => Options.PlannedUpdates;

    /// <summary>What is learnt from, in a few words.</summary>
    public abstract string Material { get; }

    /// <summary>The option that names it.</summary>
    public abstract string MaterialOption { get; }

    /// <summary>Another hash, another run.</summary>
    public abstract string MaterialHash { get; }

    /// <summary>Refuses what can not be learnt from, before anything large is loaded.</summary>
    /// <exception cref="UsageException">It can not.</exception>
    public abstract void Check();

    /// <summary>Who gives a session what it learns from, until so many updates are done.</summary>
    public abstract Func<long, CancellationToken, Task> Teacher(TrainingSession session);
}
