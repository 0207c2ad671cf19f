using System;
using System.Collections.Generic;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Samples.PlaySession.Play;

namespace Repartee.PlaySession.Tests;

public sealed class NpcTests
{
    private static readonly DialogueState Row = new(
        "You are Maud.", [DialogueMessage.FromUser("Is the ale cold?")], ["As the river."]);

    private FakeVoice voice = null!;
    private Npc npc = null!;

    [SetUp]
    public void SetUp()
    {
        voice = new FakeVoice();
        npc = new Npc("Maud", "innkeeper", [Row], voice, new GuestPace(Stays: 4, Between: 1), new Random(1));
    }

    [Test]
    public void AGuestAsksAndTheAnswerStreamsAndTheConversationEnds()
    {
        npc.Update(1.1);
        Assert.That((npc.Mood, npc.Question), Is.EqualTo((NpcMood.Answering, "Guest: Is the ale cold?")));
        voice.Spoken!.Append("As the");
        npc.Update(1.2);
        Assert.That(npc.Answer.ToString(), Is.EqualTo("As the"));
        voice.Spoken.Append(" river.");
        voice.IsDone = true;
        npc.Update(1.3);
        Assert.That((npc.Mood, npc.Answer.ToString()), Is.EqualTo((NpcMood.Answered, "As the river.")));
        npc.Update(5.2);
        Assert.That(voice.IsOpen, Is.True);
        npc.Update(5.4);

        Assert.That((npc.Mood, voice.IsOpen), Is.EqualTo((NpcMood.Waiting, false)));
        Assert.That(voice.Calls, Is.EqualTo(new[] { "begin Is the ale cold?", "end" }));
    }

    [TestCase(true, 1)]
    [TestCase(false, -1)]
    public void AThumbRewardsTheLastAnswerOnce(bool isGood, double value)
    {
        npc.Update(1.1);
        Assert.That(npc.Judge(isGood), Is.False);                               // it still speaks
        voice.IsDone = true;
        npc.Update(1.2);

        Assert.That(npc.Judge(isGood), Is.True);
        Assert.That(npc.Judge(isGood), Is.False);
        Assert.That(voice.Rewards, Is.EqualTo(new[] { ("player", value) }));
        npc.Update(6);
        Assert.That(npc.Judge(isGood), Is.False);                               // the guest has left
    }

    [Test]
    public void ThePlayerWaitsForAFreeNpcAndGoesOnInOneConversation()
    {
        npc.Update(1.1);
        npc.Hear("Good evening!");
        npc.Update(1.2);
        Assert.That(npc.Question, Does.StartWith("Guest:"));
        voice.IsDone = true;
        npc.Update(1.3);
        npc.Update(1.4);
        Assert.That(npc.Question, Is.EqualTo("You: Good evening!"));
        voice.IsDone = true;
        npc.Update(1.5);
        npc.Hear("And a bed?");
        npc.Update(1.6);

        Assert.That(voice.Calls, Is.EqualTo(
            new[] { "begin Is the ale cold?", "end", "begin Good evening!", "continue And a bed?" }));
    }

    [Test]
    public void EnterAloneAsksWhatAGuestWould()
    {
        npc.Hear(null);
        npc.Update(0);

        Assert.That(npc.Question, Is.EqualTo("You: Is the ale cold?"));
        Assert.That(voice.State!.Solutions, Is.EqualTo(Row.Solutions));
    }

    [Test]
    public void LookingAfterAnAnswerAllocatesNothing()
    {
        npc.Update(1.1);
        npc.Update(1.15);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            npc.Update(1.2);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private sealed class FakeVoice : IVoice
    {
        public bool IsDone { get; set; }

        public bool IsOpen { get; private set; }

        public SpokenText? Spoken { get; private set; }

        public DialogueState? State { get; private set; }

        public List<string> Calls { get; } = [];

        public List<(string, double)> Rewards { get; } = [];

        public void Begin(DialogueState state, SpokenText spoken)
        {
            Calls.Add("begin " + state.Messages[^1].Content);
            (State, Spoken, IsOpen, IsDone) = (state, spoken, true, false);
        }

        public void Continue(string line, SpokenText spoken)
        {
            Calls.Add("continue " + line);
            (Spoken, IsDone) = (spoken, false);
        }

        public void Reward(string name, double value) => Rewards.Add((name, value));

        public void End()
        {
            if (IsOpen)
                Calls.Add("end");
            IsOpen = false;
        }

        public void Cancel() => IsDone = true;

        public string? TakeError() => null;
    }
}
