using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using UnityEngine;

namespace Repartee.Unity.Tests.Sample;

/// <summary>What the player of the sample does, by the buttons that the player presses.</summary>
[NonParallelizable]
public sealed class TavernTalkTests
{
    private Stage _stage = null!;
    private TavernRoom _room = null!;
    private FakeTrainer _trainer = null!;

    [SetUp]
    public void EnterPlay()
    {
        _stage = new Stage();
        _room = new TavernRoom();
        _trainer = new FakeTrainer();
        _room.Npc(0).Actor!.Attach(_trainer);
        GUILayout.Pressed = "";
        GUILayout.Typed = null;
        foreach (NpcDialogue npc in _room.Talk.Npcs)
            _stage.Enable(npc);
        _stage.Enable(_room.Screen);
    }

    [TearDown]
    public async Task ExitPlay()
    {
        _stage.Dispose();
        _room.Dispose();
        await _trainer.DisposeAsync();
        Assert.That(GUILayout.Open, Is.Empty, "what is begun is ended");
        Assert.That(GUI.enabled, Is.True);
    }

    [Test]
    public void WhoIsFarAwayIsOnlyGoneTo() =>
        Assert.That(Draw(), Is.EqualTo(new[] { "Go to Greta", "Go to Conrad", "Go to Bjorn" }));

    [Test]
    public void ATypedLineIsSaidAndTheReplyStandsInTheBubbleAndMayBeJudgedOnce()
    {
        Press("Go to Greta");
        Assert.That(Draw(), Is.EqualTo(new[]
        {
            "Yes?", "[Thumb up]", "[Thumb down]", "Go to Greta", "Go to Conrad", "Go to Bjorn",
            "Say", "Ask something", "Say good bye", "Walk off",
            "Speaks now: Train. A trainer is attached to \"TavernActor\": it learns from what is said.",
        }));
        GUILayout.Typed = "Is the ale cold?";
        Press("Say");
        Assert.That(Draw(), Does.Contain("...").And.Contain("[Say]").And.Contain("[Thumb up]"));
        _trainer.Host.Answer("Cold as stone.");
        _stage.Frame();
        Assert.That(Draw(), Does.Contain("Cold as stone.").And.Contain("Say").And.Contain("Thumb up"));
        Press("Thumb up");
        Assert.That(Draw(), Does.Contain("[Thumb up]").And.Contain("[Thumb down]"));
        Press("Say good bye");
        Assert.That(Learnt().Interrupted, Is.False);
        Assert.That(Learnt().Replies.Single().Context.State.LastUserMessage!.Content, Is.EqualTo("Is the ale cold?"));
        Assert.That(Judged(), Is.EqualTo(new[] { ("thumb", 0.5) }));
        Assert.That(_room.Talk.Partner, Is.Null);
    }

    [Test]
    public void AThumbDownCostsAsMuch()
    {
        Talk("Go to Bjorn");
        Press("Thumb down");
        Press("Walk off");
        Assert.That(Judged(), Is.EqualTo(new[] { ("thumb", -0.5) }));
    }

    [TestCase("Walk off")]
    [TestCase("Go to Conrad")]
    public void WhoWalksOffBreaksTheTalkOff(string button)
    {
        Talk("Go to Greta");
        Press(button);
        Assert.That(Learnt().Interrupted, Is.True);
        Assert.That(_room.Talk.Partner?.name, Is.EqualTo(button == "Walk off" ? null : "Conrad"));
    }

    [Test]
    public void GoingToWhoeverIsThereAlreadyBreaksNothingOff()
    {
        Talk("Go to Greta");
        Press("Go to Greta");
        Assert.That(_trainer.Host.Recorded, Is.Empty);
    }

    [Test]
    public void QuestionsFitThePersonaBringTheirSolutionsAndComeInTurn()
    {
        for (int i = 0; i < 5; i++)
        {
            Press("Go to Conrad");
            Press("Ask something");
            _trainer.Host.Answer("Aye.");
            _stage.Frame();
            Press("Say good bye");
        }

        DialogueState[] states = [.. _trainer.Host.Recorded.Select(talk => talk.Replies.Single().Context.State)];
        Assert.That(states.Select(state => state.Persona), Is.All.EqualTo(_room.Npc(1).Persona!.Text));
        string[] said = [.. states.Select(state => state.LastUserMessage!.Content)];
        Assert.That(said[0], Is.EqualTo("They told me to come to you. There is writing on this ring. Can you read it?"));
        Assert.That(said.Take(4).Distinct().Count(), Is.EqualTo(4));
        Assert.That(said[4], Is.EqualTo(said[0]));
        Assert.That(states[1].Solutions, Has.Count.EqualTo(3).And.All.Match("wol[fv]|pack"));
    }

    [Test]
    public void WithoutATrainerAndAFileScriptedLinesAreSaid()
    {
        _room.Npc(0).Actor!.Detach("the play session was stopped");
        Press("Go to Greta");
        GUILayout.Typed = "Is the ale cold?";
        Press("Say");
        _stage.UntilThreadsHave(() => !_room.Npc(0).IsReplying);
        Assert.That(Draw(), Does.Contain("One moment, dear, my hands are full of mugs!"));
        Press("Thumb up");
        Assert.That(_trainer.Host.Recorded, Is.Empty, "nobody learns from it");
    }

    [Test]
    public void ABlankLineIsNotSaid()
    {
        Press("Go to Greta");
        Press("Say");
        Assert.That(_room.Npc(0).IsReplying, Is.False);
    }

    private void Talk(string button)
    {
        Press(button);
        GUILayout.Typed = "Is the ale cold?";
        Press("Say");
        _trainer.Host.Answer("Cold as stone.");
        _stage.Frame();
    }

    private void Press(string button)
    {
        GUILayout.Pressed = button;
        Assert.That(Draw(), Does.Contain(button));
        GUILayout.Pressed = "";
        _stage.Frame();
    }

    private string[] Draw()
    {
        GUILayout.Drawn.Clear();
        Stage.Send(_room.Screen, "OnGUI");
        return [.. GUILayout.Drawn];
    }

    private FinishedConversation Learnt() => _trainer.Host.Recorded.Single();

    private IEnumerable<(string, double)> Judged() =>
        Learnt().Replies.Single().GameRewards.Select(reward => (reward.Name, reward.Value));
}
