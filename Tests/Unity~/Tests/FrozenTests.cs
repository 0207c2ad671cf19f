using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Frozen;
using UnityEngine;

namespace Repartee.Unity.Tests;

public sealed class FrozenTests
{
    private Stage _stage = null!;
    private NpcActor _actor = null!;

    [SetUp]
    public void EnterPlay()
    {
        _stage = new Stage();
        _stage.WriteFrozen();
        _actor = _stage.Actor();
    }

    [TearDown]
    public void ExitPlay() => _stage.Dispose();

    [Test]
    public void ItSaysWhatTheFrozenActorSaysByItself()
    {
        NpcDialogue npc = Enabled(NpcMode.Frozen);
        var heard = new Heard(npc);
        npc.Say("Is the ale cold?");
        _stage.Until(() => !npc.IsReplying);
        using FrozenActor alone = FrozenActor.Load(_stage.FrozenPath, new FrozenActorOptions { Seed = 7, Threads = 1 });
        NpcReply said = alone.BeginConversation(DialogueState.Begin("You keep the tavern."))
            .ReplyAsync("Is the ale cold?", new ReplyOptions { Sampling = alone.Sampling with { MaxTokens = 12 } }).Result;
        Assert.That((npc.ReplyText, npc.LastReplyMode), Is.EqualTo((said.Text, NpcMode.Frozen)));
        Assert.That(string.Concat(heard.Pieces), Is.EqualTo(said.Text));
        Assert.That(npc.ActiveModeReason, Is.EqualTo("The frozen actor \"Repartee/tiny.gguf\" speaks."));
        npc.AddReward(1);                                                       // no trainer, no error
        npc.EndEpisode();
    }

    [Test]
    public void WithThreadsTheMainThreadOnlyLooks()
    {
        _actor.Stepped = false;
        NpcDialogue npc = Enabled(NpcMode.Frozen);
        npc.Say("Is the ale cold?");
        _stage.UntilThreadsHave(() => !npc.IsReplying);
        Assert.That((npc.LastReplyMode, npc.State.Messages.Count), Is.EqualTo((NpcMode.Frozen, 2)));
        Assert.That(() => _actor.FrozenActor!.Step(0), Throws.InvalidOperationException, "it has threads");
    }

    [Test]
    public void NpcsShareOneActorUntilTheLastIsDisabled()
    {
        NpcDialogue one = Enabled(NpcMode.Frozen), other = Enabled(NpcMode.Train);
        _stage.Until(() => one.ActiveModeReason.Contains("speaks"));
        FrozenActor shared = _actor.FrozenActor!;
        Assert.That(other.ActiveModeReason, Is.EqualTo(
            "No trainer is attached to \"Tavern\", so the frozen actor \"Repartee/tiny.gguf\" speaks. " +
            "Start a play session in the editor to train."));
        _stage.Disable(one);
        Assert.That(_actor.FrozenActor, Is.SameAs(shared));
        _stage.Disable(other);
        Assert.That(_actor.FrozenActor, Is.Null);
        Assert.That(() => shared.Step(0), Throws.InstanceOf<ObjectDisposedException>());
        _stage.Enable(one);
        _stage.Until(() => _actor.FrozenActor != null);
        Assert.That(_actor.FrozenActor, Is.Not.SameAs(shared));
    }

    [Test]
    public void AFrameStepsASharedActorOnceHoweverManyLookAtIt()
    {
        (int Frames, string Reply) alone = FramesOfAReply(others: 0), among = FramesOfAReply(others: 3);
        Assert.That(among, Is.EqualTo(alone));
        Assert.That(alone.Frames, Is.GreaterThan(12), "a piece of work a frame");
    }

    [Test]
    public void WithNobodyElseScriptedLinesAreSaidInTurn()
    {
        File.Delete(_stage.FrozenPath);
        NpcDialogue npc = Enabled(NpcMode.Frozen, "Hm.", "Later.");
        npc.Speak();
        _stage.Until(() => !npc.IsReplying);
        Assert.That(npc.ReplyText, Is.EqualTo("Hm."));
        npc.Say("Is the ale cold?");
        _stage.Frame();
        Assert.That(npc.State.Messages.Select(message => message.Content), Is.EqualTo(new[] { "Hm.", "Is the ale cold?", "Later." }));
        Assert.That(npc.ActiveModeReason, Is.EqualTo(
            $"The frozen actor \"Repartee/tiny.gguf\" does not speak (there is no file \"{_stage.FrozenPath}\". Freeze a checkpoint into " +
            "StreamingAssets, or correct Frozen File), so scripted lines are said. Freeze a checkpoint into StreamingAssets, or choose " +
            "another file."));
    }

    [Test]
    public void ADamagedFileIsNamedAndScriptedLinesAreSaid()
    {
        File.WriteAllText(_stage.FrozenPath, "no model");
        NpcDialogue npc = Enabled(NpcMode.Frozen, "Hm.");
        npc.Say("Hello.");
        _stage.Until(() => !npc.IsReplying);
        Assert.That((npc.ReplyText, npc.ActiveMode), Is.EqualTo(("Hm.", NpcMode.Scripted)));
        Assert.That(npc.ActiveModeReason, Does.Contain("tiny.gguf").And.Contain("GGUF"));
    }

    [Test]
    public void WithNobodyAtAllTheErrorSaysWhatToAdd()
    {
        NpcDialogue npc = _stage.Npc(null, NpcMode.Train);
        var heard = new Heard(npc);
        _stage.Enable(npc);
        npc.Say("Hello.");
        _stage.Frame();
        Assert.That(heard.EngineErrors.Single(), Is.EqualTo(
            "\"Barkeep\" cannot answer: its persona has no scripted line. There is no actor, so scripted lines are said. Assign one. " +
            "Add a line to Scripted Lines."));
        Assert.That((npc.IsReplying, npc.State.Messages.Count), Is.EqualTo((false, 0)));
    }

    [Test]
    public void AnActorThatTheEngineDestroyedIsNone()
    {
        NpcDialogue npc = Enabled(NpcMode.Frozen, "Hm.");
        _actor.IsDestroyed = true;
        Stage.Send(npc, "OnValidate");
        Assert.That(npc.ActiveModeReason, Is.EqualTo("There is no actor, so scripted lines are said. Assign one."));
        Assert.That(npc.Check().Single().Message, Is.EqualTo(
            "\"Barkeep\" has no actor in the mode Frozen. Assign one, or choose Scripted."));
    }

    [Test]
    public void ADeadlineCountsTheLoadingToo()
    {
        _actor.Stepped = false;
        NpcDialogue npc = _stage.Npc(_actor, NpcMode.Frozen, "Hm.");
        Application.streamingAssetsPath = "jar:file:///base.apk!/assets";       // a request that nobody answers
        npc.DeadlineSeconds = 3;
        _stage.Enable(npc);
        npc.Say("Hello.");
        _stage.Frame();
        Time.realtimeSinceStartupAsDouble += 2.9;
        _stage.Frame();
        Assert.That(npc.IsReplying, Is.True);
        Time.realtimeSinceStartupAsDouble += 0.2;
        _stage.Frame();
        Assert.That((npc.ReplyText, npc.LastReplyMode), Is.EqualTo(("Hm.", NpcMode.Scripted)));
    }

    [TestCase("../secret.gguf")]
    [TestCase("C:\\tavern.gguf")]
    [TestCase(" ")]
    public void AFileOutsideOfStreamingAssetsIsNeverOpened(string path)
    {
        _actor.FrozenFile = path;
        NpcDialogue npc = Enabled(NpcMode.Frozen, "Hm.");
        Assert.That((npc.ActiveMode, npc.ActiveModeReason.Contains("below StreamingAssets")), Is.EqualTo((NpcMode.Scripted, true)));
        Assert.That(_actor.Check().Single().Message, Does.Contain("below StreamingAssets"));
    }

    [Test]
    public void MoreTokensThanTheContextAreRefused()
    {
        _actor.MaxTokens = 512;
        NpcDialogue npc = Enabled(NpcMode.Frozen, "Hm.");
        _stage.Frame();
        Assert.That(npc.ActiveModeReason, Does.Contain(
            "(Max Tokens: expected less than the actor's context of 512 tokens, but found 512. Use a smaller number)"));
    }

    [Test]
    public void ASavedDialogueGoesOn()
    {
        NpcDialogue npc = Enabled(NpcMode.Frozen);
        npc.BeginConversation(DialogueState.Begin("You are the smith.").With(DialogueMessage.FromUser("Can you mend it?")));
        npc.Speak();
        _stage.Until(() => !npc.IsReplying);
        Assert.That(npc.State.Persona, Is.EqualTo("You are the smith."));
        Assert.That(npc.State.Messages.Select(message => message.Content), Is.EqualTo(new[] { "Can you mend it?", npc.ReplyText }));
    }

    private (int Frames, string Reply) FramesOfAReply(int others)
    {
        _actor.StepMilliseconds = 0;                                            // one piece of work a step
        NpcDialogue[] npcs = [.. Enumerable.Range(0, 1 + others).Select(_ => Enabled(NpcMode.Frozen))];
        npcs[0].Say("Hello.");
        int frames = 0;
        for (; npcs[0].IsReplying; frames++)
            _stage.Frame();
        string reply = npcs[0].ReplyText;
        foreach (NpcDialogue npc in npcs)
            _stage.Disable(npc);
        return (frames, reply);
    }

    private NpcDialogue Enabled(NpcMode mode, params string[] scripted)
    {
        NpcDialogue npc = _stage.Npc(_actor, mode, scripted);
        _stage.Enable(npc);
        return npc;
    }
}
