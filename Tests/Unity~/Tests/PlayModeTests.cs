using System;
using NUnit.Framework;
using Repartee.Conversation;

namespace Repartee.Unity.Tests;

/// <summary>Entering and leaving play mode, with domain reload off: objects and their fields stay.</summary>
public sealed class PlayModeTests
{
    [Test]
    public void FiftyPlaysBeginAsTheFirst()
    {
        using var stage = new Stage();
        stage.WriteFrozen();
        NpcActor actor = stage.Actor();
        NpcDialogue npc = stage.Npc(actor, NpcMode.Train, "Hm.");
        string? first = null;
        for (int play = 0; play < 50; play++)
        {
            stage.Enable(npc);
            Assert.That((npc.State.Messages.Count, npc.IsReplying, npc.ReplyText), Is.EqualTo((0, false, "")), $"play {play}");
            var trainer = new FakeTrainer();
            actor.Attach(trainer);
            npc.Say("Hello.");
            trainer.Host.Answer("Welcome!");
            stage.Frame();
            npc.Say("Is the ale cold?");
            trainer.Host.Fail(new InvalidOperationException("killed"));
            stage.Until(() => !npc.IsReplying);
            first ??= npc.ReplyText;
            Assert.That(npc.ReplyText, Is.EqualTo(first), $"play {play}");
            npc.Say("And the wine?");                                           // still in the making as play ends
            actor.Detach("play mode was left");
            stage.Disable(npc);
            Assert.That((actor.FrozenActor is null, actor.Trainer is null, npc.IsReplying), Is.EqualTo((true, true, false)));
            Assert.That(trainer.Host.Recorded, Has.Count.EqualTo(1));
        }
    }

    [Test]
    public void AnUnloadedActorLeavesNothingBehind()
    {
        using var stage = new Stage();
        stage.WriteFrozen();
        NpcActor actor = stage.Actor();
        NpcDialogue npc = stage.Npc(actor, NpcMode.Frozen);
        stage.Enable(npc);
        stage.Until(() => actor.FrozenActor != null);
        var frozen = actor.FrozenActor!;
        Stage.Send(actor, "OnDisable");
        Assert.That(() => frozen.Step(0), Throws.InstanceOf<ObjectDisposedException>());
        stage.Disable(npc);
        stage.Enable(npc);
        stage.Until(() => actor.FrozenActor != null);
        Assert.That(actor.FrozenActor, Is.Not.SameAs(frozen));
    }

    [Test]
    public void IdleFramesAllocateNothing()
    {
        using var stage = new Stage();
        stage.WriteFrozen(stops: false);
        NpcActor actor = stage.Actor();
        NpcDialogue npc = stage.Npc(actor, NpcMode.Frozen, "Hm.");
        stage.Enable(npc);
        npc.Say("Hello.");
        stage.Until(() => !npc.IsReplying);
        Assert.That(BytesOfFrames(stage), Is.Zero, "the frozen actor, idle");
        var trainer = new FakeTrainer();
        npc.Mode = NpcMode.Train;
        actor.Attach(trainer);
        npc.Say("Is the ale cold?");
        trainer.Host.Speak(trainer.Encoder.Tokenizer.Encode("Cold"));
        stage.Frame();
        Assert.That(BytesOfFrames(stage), Is.Zero, "while nothing new is said");
        Assert.That((npc.IsReplying, npc.ReplyText), Is.EqualTo((true, "Cold")));
        trainer.Host.End(GenerationOutcome.Cancelled);
    }

    private static long BytesOfFrames(Stage stage)
    {
        Frames(stage, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Frames(stage, 1000);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Frames(Stage stage, int count)
    {
        for (int i = 0; i < count; i++)
            stage.Frame();
    }
}
