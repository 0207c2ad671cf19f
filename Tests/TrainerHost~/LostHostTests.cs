using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Sessions.Client;

namespace Repartee.TrainerHost.Tests;

/// <summary>What becomes of a session whose process dies.</summary>
public sealed class LostHostTests : HostedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Kills the process 20 times at moments that a seed decides: while it starts, answers, learns or saves. Each life is told lost once,
    /// each line gets an answer, and in the end the run has learnt from every conversation that was handed over.
    /// </summary>
    [Test]
    public async Task TwentyKillsLoseNoFinishedConversation()
    {
        const int Kills = 20;
        var random = new Random(6);
        var launched = new List<HostProcess>();
        var states = new List<TrainerProcessState>();
        var options = Options("run") with { CheckpointEvery = 2 };
        var process = new TrainerProcessOptions { HostPath = HostPath, MaxRestarts = Kills };
        IHostChannel Launch()
        {
            var started = HostProcess.Start(process);
            lock (launched)
                launched.Add(started);
            return started;
        }

        int handedOver = 0, scripted = 0;
        await using (var session = await TrainerProcess.StartAsync(options, process, Launch, CancellationToken.None))
        {
            session.StateChanged += (state, _) =>
            {
                lock (states)
                    states.Add(state);
            };
            for (int kill = 0; kill < Kills; kill++)
            {
                if (random.Next(4) > 0)
                    await Until(() => session.State == TrainerProcessState.Running);
                int before = random.Next(0, 9);
                for (int i = 0; i < before; i++)
                {
                    var talk = session.BeginConversation(Persona);
                    var reply = await talk.ReplyAsync(Lines[i % Lines.Length], new ReplyOptions { Fallback = "Hm?" }).WaitAsync(Patience);
                    Assert.That(reply.Text, Is.Not.Empty);
                    scripted += reply.IsFallback ? 1 : 0;
                    handedOver += reply.IsFallback ? 0 : 1;                     // a fallback teaches nothing
                    talk.Complete();
                }

                int lives = launched.Count;
                if (kill % 3 == 0)
                    _ = session.BeginConversation(Persona).ReplyAsync(Lines[0], new ReplyOptions { Fallback = "Hm?" });
                SpinWait.SpinUntil(() => false, random.Next(0, 120));           // some moment of whatever it does by now
                launched[lives - 1].Kill();
                await Until(() => launched.Count > lives || session.State == TrainerProcessState.Failed);
                Assert.That(session.State, Is.Not.EqualTo(TrainerProcessState.Failed), session.Error?.Message);
            }

            await Until(() => session.State == TrainerProcessState.Running && session.Unacknowledged == 0);
            Assert.That(session.Restarts, Is.EqualTo(Kills));
            Assert.That(states.Count(state => state == TrainerProcessState.Restarting), Is.EqualTo(Kills));
            await session.WaitForUpdateAsync(handedOver / 4).WaitAsync(Patience);
            Assert.That(session.DroppedConversations, Is.Zero);
        }

        await using var resumed = await StartHereAsync(options with { Resume = true, Journal = true });
        Assert.That(resumed.Progress.Episodes, Is.EqualTo(handedOver / 4 * 4));
        Assert.That(resumed.Progress.Update, Is.EqualTo(handedOver / 4));
        TestContext.Out.WriteLine($"{Kills} kills, {handedOver} conversations learnt from, {scripted} scripted replies");
    }

    [Test]
    public async Task ALossIsToldOnceAndRepliesSayTheirFallbackOrThrowUntilItRunsAgain()
    {
        HostProcess? last = null;
        var held = new TaskCompletionSource<bool>();
        int launches = 0;
        var process = new TrainerProcessOptions { HostPath = HostPath };
        IHostChannel Launch()
        {
            if (Interlocked.Increment(ref launches) == 2)
                held.Task.Wait(Patience);
            return last = HostProcess.Start(process);
        }

        await using var session = await TrainerProcess.StartAsync(Options("run"), process, Launch, CancellationToken.None);
        var told = new List<(TrainerProcessState State, string Why)>();
        session.StateChanged += (state, why) =>
        {
            lock (told)
                told.Add((state, why));
        };
        var talk = session.BeginConversation(Persona);
        await talk.ReplyAsync(Lines[0]).WaitAsync(Patience);
        last!.Kill();
        await Until(() => launches == 2);
        var reply = await talk.ReplyAsync(Lines[1], new ReplyOptions { Fallback = "Hm?" }).WaitAsync(Patience);
        Assert.That((reply.Text, reply.IsFallback), Is.EqualTo(("Hm?", true)));
        Assert.That(
            async () => await talk.ReplyAsync(Lines[2]).WaitAsync(Patience),
            Throws.TypeOf<TrainerProcessException>().With.Message.Contains("Expected the trainer's process to go on, but it ended (exit code 137"));
        held.SetResult(true);
        await Until(() => session.State == TrainerProcessState.Running);
        Assert.That((await talk.ReplyAsync(Lines[2]).WaitAsync(Patience)).IsFallback, Is.False);
        Assert.That(told.Select(t => t.State), Is.EqualTo(new[] { TrainerProcessState.Restarting, TrainerProcessState.Running }));
        Assert.That(told[1].Why, Is.EqualTo("The trainer's process runs again, from update 0."));
    }

    [Test]
    public async Task WithoutARunFolderALostProcessIsNotStartedAgain()
    {
        HostProcess? last = null;
        var process = new TrainerProcessOptions { HostPath = HostPath };
        await using var session = await TrainerProcess.StartAsync(
            Options(), process, () => last = HostProcess.Start(process), CancellationToken.None);
        var update = session.WaitForUpdateAsync(1);
        last!.Kill();
        Assert.That(
            async () => await update.WaitAsync(Patience),
            Throws.InvalidOperationException.With.Message.EndsWith("There is no run folder to go on from: set TrainingOptions.RunFolder."));
        Assert.That(session.State, Is.EqualTo(TrainerProcessState.Failed));
        Assert.That(session.Error, Is.TypeOf<TrainerProcessException>());
    }

    [Test]
    public async Task TheProcessEndsWithAStopAndIsReaped()
    {
        HostProcess? last = null;
        var process = new TrainerProcessOptions { HostPath = HostPath };
        var session = await TrainerProcess.StartAsync(Options("run"), process, () => last = HostProcess.Start(process), CancellationToken.None);
        int id = last!.Id;
        await session.StopAsync().WaitAsync(Patience);
        Assert.That(() => Process.GetProcessById(id), Throws.ArgumentException);
        Assert.That(Directory.GetDirectories(Path.Combine(Named("run"), "checkpoints")), Has.Length.EqualTo(1));
    }

    private static async Task Until(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!holds())
            await Task.Delay(5, patience.Token);                                // the other process has its own time
    }
}
