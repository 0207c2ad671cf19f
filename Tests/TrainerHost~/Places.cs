using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Sessions;

namespace Repartee.TrainerHost.Tests;

/// <summary>The trainer on a thread of this process.</summary>
[TestFixture]
public sealed class SessionsInThisProcess : SessionContract
{
    protected override Task<ITrainingSession> StartAsync(TrainingOptions options) => StartHereAsync(options);
}

/// <summary>The trainer in a process of its own.</summary>
[TestFixture]
public sealed class SessionsInTheirOwnProcess : SessionContract
{
    protected override async Task<ITrainingSession> StartAsync(TrainingOptions options) => await StartThereAsync(options);
}
