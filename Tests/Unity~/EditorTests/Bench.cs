using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using Repartee.Editor.Play;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Sessions.Client;

namespace Repartee.Editor.Tests;

/// <summary>A play session over a fake trainer.</summary>
internal sealed class Bench
{
    internal Bench()
    {
        Queue = new MainThreadQueue(error => throw error);
        Play = new PlaySession(StartAsync, Queue, Clock);
    }

    internal FakeTimeProvider Clock { get; } = new();

    internal MainThreadQueue Queue { get; }

    internal PlaySession Play { get; }

    internal FakeActor Actor { get; } = new();

    internal FakeSession Session { get; set; } = new();

    /// <summary>What a start does; the session at once, unless a test says otherwise.</summary>
    internal Func<CancellationToken, Task<ITrainingSession>>? OnStart { get; set; }

    internal List<TrainingOptions> Started { get; } = [];

    internal Action<TrainerProcessState, string> Say { get; private set; } = (_, _) => { };

    internal static TrainingOptions Options => new()
    {
        ActorFolder = "actor",
        Rewards = new WeightedReward().Add(new FinishedReward(), 1),
    };

    internal Task<ITrainingSession> StartAsync(
        TrainingOptions options, Action<TrainerProcessState, string> onState, CancellationToken cancellation)
    {
        Started.Add(options);
        Say = onState;
        return OnStart?.Invoke(cancellation) ?? Task.FromResult<ITrainingSession>(Session);
    }

    internal Bench Run()
    {
        Play.Start(Options, [Actor]);
        Play.Pump();
        return this;
    }

    /// <summary>Pumps until other threads have made it so.</summary>
    internal void Until(Func<bool> isSo) => Assert.That(
        SpinWait.SpinUntil(
            () =>
            {
                Play.Pump();
                return isSo();
            },
            TimeSpan.FromMinutes(1)),
        Is.True);
}
