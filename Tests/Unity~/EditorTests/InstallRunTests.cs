using System;
using NUnit.Framework;
using Repartee.Editor.Installation.Window;

namespace Repartee.Editor.Tests;

public sealed class InstallRunTests
{
    [Test]
    public void LinesWaitForTheMainThreadAndTheEndIsToldOnce()
    {
        var run = new InstallRun((line, _) =>
        {
            line("one");
            line("two");
            return 0;
        });
        Assert.That(run.Wait(TimeSpan.FromMinutes(1)), Is.True);
        Assert.That((run.Lines.Count, run.IsRunning), Is.EqualTo((0, true)));
        Assert.That((run.Poll(), run.Poll()), Is.EqualTo((true, false)));
        Assert.That(run.Lines, Is.EqualTo(new[] { "one", "two" }));
        Assert.That((run.IsRunning, run.HasSucceeded), Is.EqualTo((false, true)));
    }

    [Test]
    public void AnErrorIsTheLastLine()
    {
        var run = new InstallRun((_, _) => throw new InvalidOperationException("no .NET"));
        Assert.That(run.Wait(TimeSpan.FromMinutes(1)), Is.True);
        run.Poll();
        Assert.That((run.Lines[^1], run.HasSucceeded), Is.EqualTo(("no .NET", false)));
    }

    [Test]
    public void StoppingReachesTheInstaller()
    {
        var run = new InstallRun((_, stop) =>
        {
            stop.WaitHandle.WaitOne();
            stop.ThrowIfCancellationRequested();
            return 0;
        });
        run.Stop();
        Assert.That(run.Wait(TimeSpan.FromMinutes(1)), Is.True);
        run.Poll();
        Assert.That(run.Lines[^1], Does.Contain("was stopped"));
    }
}
