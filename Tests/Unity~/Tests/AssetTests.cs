using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Rewards;

namespace Repartee.Unity.Tests;

public sealed class AssetTests
{
    private Stage _stage = null!;

    [SetUp]
    public void EnterPlay() => _stage = new Stage();

    [TearDown]
    public void ExitPlay() => _stage.Dispose();

    [Test]
    public void TheRulesScoreAsTheFunctionsTheyName()
    {
        var rewards = _stage.Make<NpcRewards>();
        rewards.Rules.Add(new RewardRule(RewardKind.EditDistance, 2) { EditUnit = EditUnit.Words, IgnoreCase = false });
        rewards.Rules.Add(new RewardRule(RewardKind.Repetition) { Words = 1 });
        rewards.Rules.Add(new RewardRule(RewardKind.Length) { Minimum = 5, Maximum = 6, Falloff = 4 });
        rewards.Rules.Add(new RewardRule(RewardKind.RequiredWords) { WordTag = "keywords" });
        rewards.Rules.Add(new RewardRule(RewardKind.ForbiddenWords, -0.5f) { WordList = ["wolf", "ale"], Graded = true });
        rewards.Rules.Add(new RewardRule(RewardKind.Pattern) { Name = "no_stars", Pattern = @"\*", ShouldMatch = false });
        rewards.Rules.Add(new RewardRule(RewardKind.Finished, 0));
        var tags = new Dictionary<string, string> { ["keywords"] = "ale, stone" };
        var state = new DialogueState("", [DialogueMessage.FromUser("Is the ale cold?")], ["Ale is cold"], tags);
        RewardBreakdown score = rewards.Build().Score(new ReplyContext(state, "The ale is cold"));
        Assert.That(score.Terms.Select(term => (term.Name, term.Weight, term.Value)), Is.EqualTo(new[]
        {
            ("edit_distance", 2.0, 0.5), ("repetition", 1, 1), ("length", 1, 0.75), ("required_words", 1, 0.5),
            ("forbidden_words", -0.5, 0.5), ("no_stars", 1, 1), ("finished", 0, 1),
        }));
        Assert.That(score.Total, Is.EqualTo((2 * 0.5 + 1 + 0.75 + 0.5 + 1) / 6 - 0.25).Within(1e-12));
    }

    [Test]
    public void AGameAddsItsOwnRules()
    {
        var rewards = _stage.Make<Polite>();
        Assert.That(rewards.Build().Weights, Is.EqualTo(new Dictionary<string, double> { ["polite"] = 0.5 }));
    }

    [Test]
    public void AWrongRuleIsNamed()
    {
        var rewards = _stage.Make<NpcRewards>("Manners");
        Assert.That(rewards.Build, Throws.InvalidOperationException.With.Message.EqualTo(
            "Rewards \"Manners\": expected at least one rule, but found none. Add one to Rules, such as Length."));
        rewards.Rules.Add(new RewardRule(RewardKind.Finished));
        rewards.Rules.Add(new RewardRule(RewardKind.Pattern));
        Assert.That(rewards.Build, Throws.InvalidOperationException.With.Message.EqualTo(
            "Rewards \"Manners\", rule 2 (Pattern): Expected a regular expression, but Pattern is empty. Write one."));
        Assert.That(rewards.Check().Single().Severity, Is.EqualTo(NpcCheckSeverity.Error));
        rewards.Rules[1] = new RewardRule((RewardKind)9);
        Assert.That(rewards.Build, Throws.InvalidOperationException.With.Message.Contains("found the number 9"));
        rewards.Rules[1] = new RewardRule(RewardKind.Finished);
        Assert.That(rewards.Build, Throws.InvalidOperationException.With.Message.Contains("\"finished\" is already in the sum"));
        rewards.Rules.RemoveAt(1);
        rewards.Rules[0].Weight = 0;
        Assert.That(rewards.Check().Single().Message, Does.EndWith("Give a rule a weight."));
    }

    [Test]
    public void AnNpcInOrderHasNothingToTell()
    {
        _stage.WriteFrozen();
        Assert.That(Ready("Barkeep", Rewards(RewardKind.Length)).Check(), Is.Empty);
    }

    [Test]
    public void TrainingWithoutAFrozenFileIsAnErrorThatNamesPlayers()
    {
        NpcCheck check = Ready("Barkeep", Rewards(RewardKind.Length)).Check().Single();
        Assert.That((check.Severity, check.Message), Is.EqualTo((
            NpcCheckSeverity.Error,
            "\"Barkeep\" is in the mode Train, but players cannot train. Actor \"Tavern\": there is no frozen file " +
            "\"Repartee/tiny.gguf\" in StreamingAssets. Freeze a checkpoint there.")));
    }

    [Test]
    public void EverythingThatIsMissingIsTold()
    {
        NpcDialogue npc = _stage.Npc(null, NpcMode.Train);
        npc.Persona!.Text = " ";
        Assert.That(npc.Check().Select(check => check.ToString()), Is.EqualTo(new[]
        {
            "Warning: Persona \"Keeper\" has no text, so the actor does not know whom it speaks for. Describe the NPC in Text.",
            "Warning: Persona \"Keeper\" has no scripted line, so the NPC is silent when no actor can speak or a deadline passes. Add " +
                "one to Scripted Lines.",
            "Error: \"Barkeep\" has no actor in the mode Train. Assign one, or choose Scripted.",
            "Error: \"Barkeep\" is in the mode Train and has no rewards, so no reply is better than another. Assign rewards, " +
                "or choose Frozen.",
        }));
        npc.Mode = NpcMode.Scripted;
        npc.Persona = null;
        Assert.That(npc.Check().Single().Message, Is.EqualTo("\"Barkeep\" has no persona, so nobody knows who speaks. Assign one."));
    }

    [Test]
    public void EditDistanceWithoutSolutionsIsAWarning()
    {
        _stage.WriteFrozen();
        NpcDialogue npc = Ready("Barkeep", Rewards(RewardKind.EditDistance));
        Assert.That(npc.Check().Single().Message, Does.StartWith(
            "\"Barkeep\" is rewarded for edit distance, but its persona has no solutions"));
        npc.Persona!.Solutions = ["Aye."];
        Assert.That(npc.Check(), Is.Empty);
    }

    [Test]
    public void NpcsOfOneActorNeedTheSameRewards()
    {
        _stage.WriteFrozen();
        NpcDialogue one = Ready("Barkeep", Rewards(RewardKind.Length)), other = Ready("Cook", Rewards(RewardKind.Length));
        other.Actor = one.Actor;
        NpcCheck check = NpcChecks.Of([one, other]).Single();
        Assert.That((check.Severity, check.Subject), Is.EqualTo((NpcCheckSeverity.Error, other)));
        Assert.That(check.Message, Does.StartWith("\"Barkeep\" and \"Cook\" share the actor \"Tavern\" but not their rewards."));
        other.Rewards = one.Rewards;
        Assert.That(NpcChecks.Of([one, other]), Is.Empty);
        one.Persona!.Text = other.Persona!.Text = "";
        Assert.That(NpcChecks.Of([one, other]), Has.Count.EqualTo(1), "the same finding is told once");
    }

    [Test]
    public void AnActorOutOfRangeIsRefused()
    {
        _stage.WriteFrozen();
        NpcActor actor = _stage.Actor();
        (actor.Temperature, actor.MaxTokens) = (float.NaN, -1);
        Assert.That(actor.Check().Select(check => check.Severity), Is.EqualTo(new[] { NpcCheckSeverity.Error, NpcCheckSeverity.Error }));
    }

    [Test]
    public void ANullActorIsRefused() =>
        Assert.That(() => _stage.Actor().Attach(null!), Throws.InstanceOf<ArgumentNullException>());

    private NpcRewards Rewards(RewardKind kind)
    {
        var rewards = _stage.Make<NpcRewards>();
        rewards.Rules.Add(new RewardRule(kind));
        return rewards;
    }

    private NpcDialogue Ready(string name, NpcRewards rewards)
    {
        NpcActor actor = _stage.Actor();
        actor.TrainingFolder = "Actors/Tavern";
        NpcDialogue npc = _stage.Npc(actor, NpcMode.Train, "Hm.");
        npc.name = name;
        npc.Rewards = rewards;
        return npc;
    }

    private sealed class Polite : NpcRewards
    {
        protected override WeightedReward Extend(WeightedReward sum) => sum.Add(new DelegateReward("polite", _ => 1), 0.5);
    }
}
