using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Frozen;
using Repartee.Frozen.Gguf;
using Repartee.Rewards;
using Repartee.Sessions;

namespace Repartee.TrainerHost.Tests;

/// <summary>What a training session keeps to, wherever its trainer runs. Each place has a fixture.</summary>
public abstract class SessionContract : HostedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Starts a session in this fixture's place.</summary>
    protected abstract Task<ITrainingSession> StartAsync(TrainingOptions options);

    [Test]
    public async Task RepliesAndLearningAreThoseOfASessionInThisProcessToTheLastBit()
    {
        await using var here = await StartHereAsync(Options());
        await using var there = await StartAsync(Options());
        for (int update = 1; update <= 2; update++)
        {
            var replies = new List<string>();
            foreach (var session in new[] { here, there })
                replies.Add(string.Join("|", await PlayBufferAsync(session)));
            Assert.That(replies[1], Is.EqualTo(replies[0]));
            var expected = await here.WaitForUpdateAsync(update).WaitAsync(Patience);
            var found = await there.WaitForUpdateAsync(update).WaitAsync(Patience);
            Assert.That(Compared(found), Is.EqualTo(Compared(expected)));
            Assert.That(found.Metrics, Does.ContainKey("reward/vowels"));
        }
    }

    [Test]
    public async Task PiecesOfAReplyAreTheWholeReply()
    {
        await using var session = await StartAsync(Options());
        var pieces = new ConcurrentQueue<string>();
        var talk = session.BeginConversation(Persona);
        var reply = await talk.ReplyAsync("Is the ale cold?", new ReplyOptions { OnText = pieces.Enqueue }).WaitAsync(Patience);
        Assert.That(string.Concat(pieces), Is.EqualTo(reply.Text));
        Assert.That(pieces, Has.Count.GreaterThan(1));
        Assert.That(talk.State.Messages.Select(m => m.Content), Is.EqualTo(new[] { "Is the ale cold?", reply.Text }));
    }

    [Test]
    public async Task ADeadlineThatPassesSaysTheFallbackAndTheConversationGoesOn()
    {
        await using var session = await StartAsync(Options());
        var talk = session.BeginConversation(Persona);
        var hurried = new ReplyOptions { Deadline = TimeSpan.FromTicks(1), Fallback = "Hm?" };
        var reply = await talk.ReplyAsync("Is the ale cold?", hurried).WaitAsync(Patience);
        Assert.That((reply.Text, reply.IsFallback), Is.EqualTo(("Hm?", true)));
        Assert.That((await talk.ReplyAsync("And the stew?").WaitAsync(Patience)).IsFallback, Is.False);
    }

    [Test]
    public async Task ACancelledReplyTakesTheLineBack()
    {
        await using var session = await StartAsync(Options());
        var talk = session.BeginConversation(Persona);
        using var cancellation = new CancellationTokenSource();
        var options = new ReplyOptions { OnText = _ => cancellation.Cancel() };
        Assert.That(
            async () => await talk.ReplyAsync("Is the ale cold?", options, cancellation.Token).WaitAsync(Patience),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(talk.State.Messages, Is.Empty);
        Assert.That((await talk.ReplyAsync("Is the ale cold?").WaitAsync(Patience)).TokenCount, Is.Positive);
    }

    [Test]
    public async Task AListenerThatThrowsFailsItsReplyAlone()
    {
        await using var session = await StartAsync(Options());
        var talk = session.BeginConversation(Persona);
        var options = new ReplyOptions { OnText = _ => throw new FormatException("no bubble") };
        Assert.That(
            async () => await talk.ReplyAsync("Is the ale cold?", options).WaitAsync(Patience),
            Throws.InvalidOperationException.With.Message.EqualTo("ReplyOptions.OnText threw: no bubble"));
        Assert.That((await talk.ReplyAsync("Is the ale cold?").WaitAsync(Patience)).TokenCount, Is.Positive);
    }

    [Test]
    public async Task APromptThatCannotBeAnsweredFailsAlone()
    {
        await using var session = await StartAsync(Options());
        var talk = session.BeginConversation(Persona);
        var greedy = new ReplyOptions { Sampling = new SamplingOptions { MaxTokens = 100_000 } };
        Assert.That(async () => await talk.ReplyAsync("Hm?", greedy).WaitAsync(Patience), Throws.ArgumentException);
        Assert.That((await talk.ReplyAsync("Hm?").WaitAsync(Patience)).TokenCount, Is.Positive);
    }

    [Test]
    public async Task UpdatesTellHowRepliesWereScoredTheGamesRewardsAndAFailingRuleIncluded()
    {
        var rewards = new WeightedReward()
            .Add(new LengthReward(1, 3), 1)
            .Add(new DelegateReward("broken", _ => throw new FormatException("no lamp")), 1);
        await using var session = await StartAsync(Options() with { Rewards = rewards, ReplySamples = 2 });
        var told = new TaskCompletionSource<TrainingProgress>(TaskCreationOptions.RunContinuationsAsynchronously);
        session.UpdateCompleted += progress => told.TrySetResult(progress);
        await PlayBufferAsync(session, talk => talk.AddReward("tip", 0.25));
        var progress = await told.Task.WaitAsync(Patience);
        Assert.That(progress.Update, Is.EqualTo(1));
        Assert.That(progress.Samples, Has.Count.EqualTo(2));
        var sample = progress.Samples[0];
        Assert.That((sample.Persona, sample.Player), Is.EqualTo(("You keep the tavern.", "Is the ale cold?")));
        Assert.That(sample.Reply, Is.Not.Empty);
        Assert.That(sample.Terms.Keys, Is.EquivalentTo(new[] { "length", "broken" }));
        Assert.That(sample.Errors["broken"], Is.EqualTo("\"broken\" failed with FormatException: no lamp"));
        Assert.That(sample.GameRewards, Is.EqualTo(new[] { new KeyValuePair<string, double>("tip", 0.25) }));
        Assert.That(sample.Total, Is.EqualTo((sample.Terms["length"] / 2) + 0.25).Within(1e-12));
        Assert.That(session.Progress.Update, Is.EqualTo(1));
        Assert.That((await AskAsync(session, "Hm?")).PolicyVersion, Is.EqualTo(1));
    }

    [Test]
    public async Task ManyNpcsAnswerAtOnceAndTheSameAgain()
    {
        await using var session = await StartAsync(Options());
        var first = await session.ReplyAllAsync(Lines.Select((line, i) => session.BeginEvaluation(State(line), i)).ToList()).WaitAsync(Patience);
        var second = await session.ReplyAllAsync(Lines.Select((line, i) => session.BeginEvaluation(State(line), i)).ToList()).WaitAsync(Patience);
        Assert.That(second.Select(r => r.Text), Is.EqualTo(first.Select(r => r.Text)));
        Assert.That(first.Select(r => r.Text).Distinct().Count(), Is.GreaterThan(1));
        Assert.That(session.GeneratedTokens, Is.EqualTo(2 * first.Sum(r => r.TokenCount)));
    }

    [Test]
    public async Task ACheckpointOnRequestIsWhereAResumeGoesOn()
    {
        var options = Options("run");
        await using (var session = await StartAsync(options))
        {
            await PlayBufferAsync(session);
            await session.WaitForUpdateAsync(1).WaitAsync(Patience);
            string checkpoint = await session.SaveCheckpointAsync().WaitAsync(Patience);
            Assert.That(checkpoint, Is.EqualTo(Path.Combine(session.RunPath!, "checkpoints", "step-000001")));
            Assert.That(File.Exists(Path.Combine(checkpoint, "state.msgpack")), Is.True);
        }

        await using var resumed = await StartAsync(options with { Resume = true });
        Assert.That(resumed.Progress.Update, Is.EqualTo(1));
    }

    [Test]
    public async Task WithoutARunFolderThereIsNoCheckpoint()
    {
        await using var session = await StartAsync(Options());
        Assert.That(
            async () => await session.SaveCheckpointAsync().WaitAsync(Patience),
            Throws.InvalidOperationException.With.Message.EqualTo(
                "Expected a run folder to write a checkpoint into, but found none. Set TrainingOptions.RunFolder."));
    }

    [Test]
    public async Task TheActorIsFrozenWhileItTalks()
    {
        await using var session = await StartAsync(Options());
        string file = Named("tavern.gguf");
        var report = await session.FreezeAsync(file, GgufType.F32, new ExportOptions { Name = "tavern" }).WaitAsync(Patience);
        Assert.That((report.Path, report.Bytes), Is.EqualTo((file, new FileInfo(file).Length)));
        using var frozen = FrozenActor.Load(file);
        Assert.That(frozen.Info.Name, Is.EqualTo("tavern"));
        Assert.That(
            async () => await session.FreezeAsync(file, GgufType.Q4_0).WaitAsync(Patience), Throws.ArgumentException);
        Assert.That(
            async () => await session.FreezeAsync(Path.Combine(Named("nowhere"), "a.gguf"), GgufType.F32).WaitAsync(Patience),
            Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task ThePaceIsCheckedAndKept()
    {
        await using var session = await StartAsync(Options() with { TrainingShare = 0.5 });
        Assert.That(session.Pace.Share, Is.EqualTo(0.5));
        Assert.That(
            () => session.Pace.Share = 0, Throws.ArgumentException.With.Message.EqualTo("Share: expected above 0 and at most 1, but found 0."));
        session.Pace.Pause();
        Assert.That(session.Pace.IsPaused, Is.True);
        await PlayBufferAsync(session);
        Assert.That((await AskAsync(session, "Hm?")).PolicyVersion, Is.Zero);
        session.Pace.Share = 1;
        session.Pace.Resume();
        Assert.That((await session.WaitForUpdateAsync(1).WaitAsync(Patience)).Update, Is.EqualTo(1));
    }

    [Test]
    public void AStartThatCannotBeSaysWhy()
    {
        string nowhere = Named("nowhere");
        Assert.That(
            async () => await StartAsync(Options() with { ActorFolder = nowhere }).WaitAsync(Patience),
            Throws.TypeOf<FileNotFoundException>().With.Message.StartsWith($"Expected an actor folder with config.json").And.Message.Contains(nowhere));
        Assert.That(
            async () => await StartAsync(Options() with { MaxBatch = 0 }).WaitAsync(Patience),
            Throws.ArgumentException.With.Message.EqualTo("MaxBatch: expected 1 or more, but found 0."));
        Directory.CreateDirectory(Named("used"));
        File.WriteAllText(Path.Combine(Named("used"), "notes.txt"), "mine");
        Assert.That(
            async () => await StartAsync(Options("used")).WaitAsync(Patience),
            Throws.TypeOf<IOException>().With.Message.Contains("already holds files"));
    }

    [Test]
    public async Task TrainingThatPausesByItselfSaysWhyAndGoesOnFromTheLastGoodWeights()
    {
        var options = Options() with
        {
            Rewards = new WeightedReward().Add(new DelegateReward("same", _ => 0.25), 1),
            Health = new HealthOptions { Patience = 1, Ignored = [HealthRule.Truncation] },
        };
        await using var session = await StartAsync(options);
        var told = new TaskCompletionSource<HealthStop>();
        session.HealthStopped += stop => told.TrySetResult(stop);
        await PlayBufferAsync(session);
        var stop = await told.Task.WaitAsync(Patience);
        Assert.That((stop.Rule, stop.Update, stop.Found, stop.LastGoodUpdate), Is.EqualTo((HealthRule.RewardSaturation, 1L, 0.0, 0L)));
        Assert.That(session.HealthStop!.Explanation, Is.EqualTo("all replies get the same reward, 0.25: there is nothing to learn from."));
        var waited = Assert.ThrowsAsync<HealthStopException>(() => session.WaitForUpdateAsync(2).WaitAsync(Patience))!;
        Assert.That(waited.Message, Does.StartWith("Training paused after update 1: all replies get the same reward"));
        Assert.That((await session.BeginConversation(Persona).ReplyAsync("Ale?").WaitAsync(Patience)).PolicyVersion, Is.Zero);
        await session.ContinueTrainingAsync().WaitAsync(Patience);
        Assert.That((session.HealthStop, session.Error), Is.EqualTo(((HealthStop?)null, (Exception?)null)));
        Assert.That((await session.BeginConversation(Persona).ReplyAsync("Ale?").WaitAsync(Patience)).PolicyVersion, Is.EqualTo(1));
        var early = Assert.ThrowsAsync<InvalidOperationException>(() => session.ContinueTrainingAsync().WaitAsync(Patience))!;
        Assert.That(early.Message, Does.StartWith("Expected training that a health stop has paused, but it is not paused"));
    }

    [Test]
    public async Task WhoWaitsIsToldOfTheEndAndStoppingTwiceIsStoppingOnce()
    {
        var session = await StartAsync(Options());
        var update = session.WaitForUpdateAsync(100);
        using var cancellation = new CancellationTokenSource();
        var impatient = session.WaitForUpdateAsync(100, cancellation.Token);
        cancellation.Cancel();
        Assert.That(async () => await impatient.WaitAsync(Patience), Throws.InstanceOf<OperationCanceledException>());
        var talk = session.BeginConversation(Persona);
        var stopping = session.StopAsync();
        Assert.That(session.StopAsync(), Is.SameAs(stopping));
        await stopping.WaitAsync(Patience);
        Assert.That(
            async () => await update.WaitAsync(Patience),
            Throws.InstanceOf<OperationCanceledException>().With.Message.EqualTo("The training session is stopped: no further update will come."));
        Assert.That(
            async () => await talk.ReplyAsync("Hm?").WaitAsync(Patience),
            Throws.TypeOf<ObjectDisposedException>().With.Message.Contains("The training session is stopped: start a new one to get replies."));
    }

    private static string Compared(TrainingProgress progress) => string.Join(
        "\n", progress.Metrics.Where(m => m.Key != "tokens_per_second" && !m.Key.StartsWith("time/", StringComparison.Ordinal))
            .OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key} {m.Value:R}")
            .Concat(progress.Samples.Select(s => $"{s.Reply} {s.Total:R}")));
}
