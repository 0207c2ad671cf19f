using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;

namespace Repartee.Unity.Tests;

public sealed class TrainingTests
{
    private Stage _stage = null!;
    private NpcActor _actor = null!;
    private NpcDialogue _npc = null!;
    private FakeTrainer _trainer = null!;
    private Heard _heard = null!;

    [SetUp]
    public void EnterPlay()
    {
        _stage = new Stage();
        _stage.WriteFrozen();
        _actor = _stage.Actor();
        _npc = _stage.Npc(_actor, NpcMode.Train, "Hm.");
        _trainer = new FakeTrainer();
        _heard = new Heard(_npc);
        _stage.Enable(_npc);
    }

    [TearDown]
    public async Task ExitPlay()
    {
        _stage.Dispose();
        await _trainer.DisposeAsync();
    }

    [Test]
    public void AnAttachedTrainerSpeaksPieceByPieceAndLearns()
    {
        _actor.Attach(_trainer);
        Assert.That(_npc.ActiveMode, Is.EqualTo(NpcMode.Train));
        Assert.That(_npc.ActiveModeReason, Is.EqualTo("A trainer is attached to \"Tavern\": it learns from what is said."));
        _npc.Say("Is the ale cold?");
        _trainer.Host.Speak(_trainer.Encoder.Tokenizer.Encode("Cold"));
        Assert.That(_heard.Pieces, Is.Empty, "events come with frames alone");
        _stage.Frame();
        Assert.That((_npc.ReplyText, _npc.IsReplying), Is.EqualTo(("Cold", true)));
        _trainer.Host.Answer(" as stone.");
        _stage.Frame();
        Assert.That(_heard.Pieces, Is.EqualTo(new[] { "Cold", " as stone." }));
        Assert.That(_heard.Replies, Is.EqualTo(new[] { "Cold as stone." }));
        Assert.That((_heard.EnginePieces, _heard.EngineReplies), Is.EqualTo((_heard.Pieces, _heard.Replies)));
        Assert.That((_npc.IsReplying, _npc.ReplyText, _npc.LastReplyMode), Is.EqualTo((false, "Cold as stone.", NpcMode.Train)));
        _npc.AddReward("quest_taken", 0.5f);
        _npc.AddReward(0.25f);
        _npc.EndEpisode();
        FinishedConversation learnt = _trainer.Host.Recorded.Single();
        Assert.That(learnt.Interrupted, Is.False);
        Assert.That(
            learnt.Replies.Single().GameRewards.Select(reward => (reward.Name, reward.Value)),
            Is.EqualTo(new[] { ("quest_taken", 0.5), ("game", 0.25) }));
        Assert.That(_npc.State.Messages, Is.Empty, "the next line begins another conversation");
        Assert.That(_heard.Errors, Is.Empty);
    }

    [Test]
    public void AnEpisodeThatIsBrokenOffIsTruncatedAndAReplyInTheMakingGivenUp()
    {
        _actor.Attach(_trainer);
        Answered("Hello.", "Welcome!");
        _npc.Say("Is the ale cold?");
        _npc.EpisodeInterrupted();
        Assert.That((_npc.IsReplying, _trainer.Host.Job.IsGivenUp, _trainer.Host.Recorded.Count), Is.EqualTo((false, true, 0)));
        _trainer.Host.End(GenerationOutcome.Cancelled);
        Assert.That(_trainer.Interrupted, Is.EqualTo(new[] { true }));
        _stage.Frame();
        Assert.That((_heard.Replies.Count, _heard.Errors.Count), Is.EqualTo((1, 0)));
    }

    [Test]
    public void SolutionsAndTagsOfALineReachTheRewardsAndThePersonasDoOtherwise()
    {
        _npc.Persona!.Solutions = ["Good evening."];
        _actor.Attach(_trainer);
        Answered("Hello.", "Welcome!");
        _npc.Say("Is the ale cold?", ["Cold as stone."], new Dictionary<string, string> { ["keywords"] = "stone" });
        _trainer.Host.Answer("Aye.");
        _stage.Frame();
        _npc.EndEpisode();
        DialogueState[] states = [.. _trainer.Host.Recorded.Single().Replies.Select(reply => reply.Context.State)];
        Assert.That(states.Select(state => state.Solutions.Single()), Is.EqualTo(new[] { "Good evening.", "Cold as stone." }));
        Assert.That(states[1].Tags["keywords"], Is.EqualTo("stone"));
        Assert.That(() => _npc.Say("Well?", [" "]), Throws.ArgumentException.With.Message.Contains("found a blank one"));
    }

    [Test]
    public void ATrainerThatFailsInTheMiddleIsReportedOnceAndTheFrozenActorAnswersTheSameLine()
    {
        _actor.Attach(_trainer);
        Answered("Hello.", "Welcome!");
        _npc.Say("Is the ale cold?");
        _trainer.Host.Speak(_trainer.Encoder.Tokenizer.Encode("Cold"));
        _stage.Frame();
        var cause = new InvalidOperationException("the pipe is broken.");
        _trainer.Host.Fail(cause);
        _stage.Until(() => !_npc.IsReplying);
        Assert.That(_heard.Errors.Single().InnerException, Is.SameAs(cause));
        Assert.That(
            _heard.EngineErrors.Single(),
            Is.EqualTo("\"Barkeep\" could not answer through its actor. The trainer of \"Tavern\" failed (the pipe is broken), so the " +
                "frozen actor \"Repartee/tiny.gguf\" speaks. Start the play session again to go on training."));
        Assert.That(UnityEngine.Debug.Warnings, Is.EqualTo(_heard.EngineErrors));
        Assert.That((_npc.ActiveMode, _npc.LastReplyMode, _heard.Replies.Count), Is.EqualTo((NpcMode.Frozen, NpcMode.Frozen, 2)));
        Assert.That(
            _npc.State.Messages.Select(message => message.Content).Take(3), Is.EqualTo(new[] { "Hello.", "Welcome!", "Is the ale cold?" }));
        Assert.That(_npc.State.Messages[3].Content, Is.EqualTo(_heard.Replies[1]));
        Assert.That(_trainer.Interrupted, Is.EqualTo(new[] { true }), "what was learnable before is handed over");
        _npc.Say("And the wine?");
        _stage.Until(() => !_npc.IsReplying);
        Assert.That((_heard.Errors.Count, _trainer.Begun.Count), Is.EqualTo((1, 1)), "it is not asked again");
    }

    [Test]
    public void WhileTheTrainerSpeaksNoFrozenActorIsInMemoryAndALineWaitsForIt()
    {
        _stage.Disable(_npc);
        _actor.Attach(_trainer);
        _stage.Enable(_npc);
        Answered("Hello.", "Welcome!");
        Assert.That(_actor.FrozenActor, Is.Null);
        _npc.Say("Is the ale cold?");
        _trainer.Host.Fail(new InvalidOperationException("killed"));
        _npc.DeadlineSeconds = 60;
        _stage.Until(() => _heard.Errors.Count > 0);
        Assert.That(_npc.ActiveModeReason, Does.StartWith(
            "The trainer of \"Tavern\" failed (killed), and the frozen actor \"Repartee/tiny.gguf\" is being loaded: lines wait for it."));
        _stage.Until(() => !_npc.IsReplying);
        Assert.That((_npc.LastReplyMode, _npc.State.Messages.Count), Is.EqualTo((NpcMode.Frozen, 4)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void WithoutAFrozenActorAScriptedLineAnswers(bool beforeItBegins)
    {
        System.IO.File.Delete(_stage.FrozenPath);
        _actor.Attach(_trainer);
        if (beforeItBegins)
            _trainer.Broken = new ObjectDisposedException("session");
        _npc.Say("Is the ale cold?");
        Assert.That(_heard.Errors, Is.Empty);
        if (!beforeItBegins)
            _trainer.Host.End(GenerationOutcome.Cancelled);                     // the actor stopped; nobody cancelled
        _stage.Until(() => !_npc.IsReplying);
        Assert.That(
            (_heard.Replies.Single(), _npc.LastReplyMode, _npc.ActiveMode), Is.EqualTo(("Hm.", NpcMode.Scripted, NpcMode.Scripted)));
        Assert.That(_heard.Errors, Has.Count.EqualTo(1));
        Assert.That(_npc.ActiveModeReason, Does.StartWith("The trainer of \"Tavern\" failed (")
            .And.Contain(", and the frozen actor \"Repartee/tiny.gguf\" does not speak (there is no file \"")
            .And.Contain("so scripted lines"));
        Assert.That(_npc.State.Messages.Select(message => message.Content), Is.EqualTo(new[] { "Is the ale cold?", "Hm." }));
    }

    [Test]
    public void ADetachedTrainerGetsWhatItLearntFromAtOnceAndAnAttachedOneTheNextLine()
    {
        _actor.Attach(_trainer);
        Answered("Hello.", "Welcome!");
        _actor.Detach("stopped by the user.");
        Assert.That(_trainer.Interrupted, Is.EqualTo(new[] { true }));
        Assert.That(_npc.ActiveModeReason, Does.StartWith("No trainer is attached to \"Tavern\" any more (stopped by the user), so the "));
        _npc.AddReward(1);                                                      // nobody learns from it any more
        _npc.Say("Still there?");
        _stage.Until(() => !_npc.IsReplying);
        Assert.That(_npc.LastReplyMode, Is.EqualTo(NpcMode.Frozen));
        var second = new FakeTrainer();
        _actor.Attach(second);
        Assert.That(second.Begun, Is.Empty);
        _npc.Say("And now?");
        Assert.That(second.Begun.Single().Messages.Select(message => message.Role), Is.EqualTo(new[]
        {
            DialogueRole.User, DialogueRole.Assistant, DialogueRole.User, DialogueRole.Assistant,
        }));
        second.Host.Answer("Aye.");
        _stage.Frame();
        Assert.That((_npc.LastReplyMode, _npc.State.Messages.Count), Is.EqualTo((NpcMode.Train, 6)));
        Assert.That(_heard.Modes, Is.EqualTo(new[] { NpcMode.Frozen, NpcMode.Train, NpcMode.Frozen, NpcMode.Train }));
    }

    [Test]
    public void ADeadlineIsAnsweredByTheNextScriptedLine()
    {
        _npc.Persona!.ScriptedLines = ["Hm.", "Later."];
        _npc.DeadlineSeconds = 2.5f;
        _actor.Attach(_trainer);
        foreach (string line in new[] { "Hm.", "Later.", "Hm." })
        {
            _npc.Say("Is the ale cold?");
            Assert.That(_trainer.Host.Deadline, Is.EqualTo(TimeSpan.FromSeconds(2.5)));
            _trainer.Host.End(GenerationOutcome.DeadlinePassed);
            _stage.Frame();
            Assert.That((_heard.Replies.Last(), _npc.LastReplyMode, _heard.Pieces.Count), Is.EqualTo((line, NpcMode.Scripted, 0)));
        }

        Assert.That((_heard.Errors.Count, _npc.ActiveMode), Is.EqualTo((0, NpcMode.Train)), "a late reply is no failure");
    }

    [Test]
    public void WithoutAScriptedLineAMissedDeadlineIsAnErrorAndTheTrainerStays()
    {
        _npc.Persona!.ScriptedLines = [];
        _npc.DeadlineSeconds = 2;
        _actor.Attach(_trainer);
        _npc.Say("Is the ale cold?");
        _trainer.Host.End(GenerationOutcome.DeadlinePassed);
        _stage.Frame();
        Assert.That(_heard.EngineErrors.Single(), Is.EqualTo(
            "\"Barkeep\" had no reply within 2 s and its persona has no scripted line. Allow more time in Deadline Seconds, or add a " +
            "line to Scripted Lines."));
        Assert.That((_npc.IsReplying, _npc.State.Messages.Count, _npc.ActiveMode), Is.EqualTo((false, 0, NpcMode.Train)));
        Answered("Hello.", "Welcome!");
    }

    [Test]
    public void ACancelledReplyWasNeverAskedForAndTheNextLineWaitsForItsEnd()
    {
        _actor.Attach(_trainer);
        _npc.Say("Is the ale cold?");
        _npc.CancelReply();
        GenerationJob given = _trainer.Host.Job;
        _npc.Say("Hello.");
        _stage.Frame();
        Assert.That((_npc.IsReplying, _trainer.Host.Job), Is.EqualTo((true, given)));
        _trainer.Host.End(GenerationOutcome.Cancelled);
        _stage.Frame();
        Assert.That(_trainer.Host.Job, Is.Not.SameAs(given));
        _trainer.Host.Answer("Welcome!");
        _stage.Frame();
        Assert.That(_npc.State.Messages.Select(message => message.Content), Is.EqualTo(new[] { "Hello.", "Welcome!" }));
        Assert.That(_heard.Errors, Is.Empty);
    }

    [Test]
    public void ADisabledNpcHandsItsConversationOverAndForgetsIt()
    {
        _actor.Attach(_trainer);
        Answered("Hello.", "Welcome!");
        _npc.Say("Is the ale cold?");
        _stage.Disable(_npc);
        Assert.That((_npc.IsReplying, _trainer.Host.Job.IsGivenUp), Is.EqualTo((false, true)));
        _trainer.Host.End(GenerationOutcome.Cancelled);
        Assert.That(_trainer.Interrupted, Is.EqualTo(new[] { true }));
        Assert.That((_npc.ActiveMode, _npc.ActiveModeReason), Is.EqualTo(
            (NpcMode.Scripted, "The component is not running. Enable it in play mode.")));
        Assert.That(() => _npc.Say("Hello."), Throws.InvalidOperationException.With.Message.EqualTo(
            "Expected an enabled component, but \"Barkeep\" is disabled. Enable it in play mode."));
    }

    [Test]
    public void TheWrongMomentIsRefused()
    {
        _actor.Attach(_trainer);
        Assert.That(() => _npc.AddReward(1), Throws.InvalidOperationException.With.Message.Contains("the NPC has not answered yet"));
        Assert.That(() => _npc.AddReward("x", float.NaN), Throws.ArgumentException.With.Message.Contains("found NaN"));
        _npc.Speak();
        Assert.That(() => _npc.Say("Hello."), Throws.InvalidOperationException.With.Message.EqualTo(
            "Expected one line at a time, but \"Barkeep\" is still answering. Wait for the reply, or call CancelReply()."));
        _trainer.Host.Answer("Welcome!");
        _stage.Frame();
        Assert.That(_npc.Speak, Throws.InvalidOperationException.With.Message.Contains("the NPC spoke last"));
    }

    [Test]
    public void AListenerMaySayTheNextLine()
    {
        _actor.Attach(_trainer);
        _npc.ReplyReceived += reply =>
        {
            if (reply == "Welcome!")
                _npc.Say("Is the ale cold?");
        };
        Answered("Hello.", "Welcome!");
        Assert.That(_npc.IsReplying, Is.True);
        _trainer.Host.Answer("Aye.");
        _stage.Frame();
        Assert.That(_heard.Replies, Is.EqualTo(new[] { "Welcome!", "Aye." }));
    }

    [Test]
    public void AListenerMayDisableTheNpc()
    {
        _actor.Attach(_trainer);
        _npc.TokenReceived += _ => _stage.Disable(_npc);
        _npc.Say("Hello.");
        _trainer.Host.Answer("Welcome!");
        _stage.Frame();
        Assert.That((_npc.IsReplying, _heard.Replies.Count, _heard.Errors.Count), Is.EqualTo((false, 0, 0)));
    }

    private void Answered(string line, string reply)
    {
        _npc.Say(line);
        _trainer.Host.Answer(reply);
        _stage.Frame();
        Assert.That(_heard.Replies, Does.Contain(reply));
    }
}
