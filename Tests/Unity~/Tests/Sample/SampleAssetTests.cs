using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Rewards;
using Repartee.Samples.TavernUnity.Editor;
using UnityEngine;

namespace Repartee.Unity.Tests.Sample;

/// <summary>The sample's assets are written by hand; Unity would drop what it doesn't know without a word.</summary>
public sealed class SampleAssetTests
{
    private static IEnumerable<string> Assets => Directory
        .GetFiles(AssetFile.Sample, "*.asset", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(AssetFile.Sample, path));

    [TestCaseSource(nameof(Assets))]
    public void EachFieldOfAnAssetIsOneOfItsClassAndEachOfTheClassIsInTheAsset(string asset) =>
        Assert.That(AssetFile.Load(Path.Combine(AssetFile.Sample, asset)), Is.Not.Null);

    [TestCase("  frozenFile: ", "  frozenPath: ")]
    [TestCase("  seed: 0\n", "")]
    [TestCase("  seed: 0\n", "  seed: 0\n  luck: 1\n")]
    [TestCase("fileID: 11500000", "fileID: 11400000")]
    public void AnAssetThatUnityWouldReadOtherwiseIsFound(string right, string wrong)
    {
        string text = File.ReadAllText(Path.Combine(AssetFile.Sample, "TavernActor.asset"));
        Assert.That(text, Does.Contain(right));
        Assert.That(() => AssetFile.Load("TavernActor", text.Replace(right, wrong)), Throws.InstanceOf<AssertionException>());
    }

    [Test]
    public void TheActorIsFrozenWhereTheChecksLookAndTrainedWhereTheMenuCopiesIt()
    {
        var actor = Load<NpcActor>("TavernActor.asset");
        Assert.That((actor.FrozenFile, actor.TrainingFolder), Is.EqualTo(("Repartee/tavern.gguf", TavernActorFolder.Target)));
        Assert.That((actor.Temperature, actor.MaxTokens, actor.Threads, actor.Seed, actor.StepMilliseconds), Is.EqualTo((0f, 0, 0, 0, 4f)));
    }

    [Test]
    public void TheRewardsAreFourRulesThatCanBeTrainedWith()
    {
        var rewards = Load<NpcRewards>("TavernRewards.asset");
        Assert.That(rewards.Check(), Is.Empty);
        WeightedReward sum = rewards.Build();
        Assert.That(sum.Names, Is.EqualTo(new[] { "near_solution", "good_length", "no_repetition", "finished" }));
        Assert.That(sum.Weights.Values.Sum(), Is.EqualTo(1).Within(1e-6));
        RewardRule length = rewards.Rules[1];
        Assert.That((length.LengthUnit, length.Minimum, length.Maximum), Is.EqualTo((LengthUnit.Words, 8, 26)));
    }

    [TestCase("Greta")]
    [TestCase("Conrad")]
    [TestCase("Bjorn")]
    public void APersonaHasAllThatTheChecksAskFor(string name)
    {
        var persona = Load<NpcPersona>($"Personas/{name}.asset");
        Assert.That(persona.Check(), Is.Empty);
        Assert.That((persona.DisplayName, persona.ScriptedLines.Count, persona.Solutions.Count), Is.EqualTo((name, 3, 3)));
        Assert.That(persona.Text, Does.StartWith($"You are {name}, "));
    }

    [Test]
    public void EachPersonaHasQuestionsWithSolutions()
    {
        DialogueDataset questions = DialogueDataset.Read(Path.Combine(AssetFile.Sample, "Data", "questions.jsonl"));
        foreach (string name in new[] { "Greta", "Conrad", "Bjorn" })
        {
            string text = Load<NpcPersona>($"Personas/{name}.asset").Text;
            DialogueState[] own = [.. questions.Rows.Where(row => row.Persona == text)];
            Assert.That(own, Has.Length.EqualTo(4), name);
            Assert.That(own.Select(row => row.Solutions.Count), Is.All.EqualTo(3));
            Assert.That(own.Select(row => row.Messages.Single().Role), Is.All.EqualTo(DialogueRole.User));
        }
    }

    [Test]
    public void TheSceneBuilderKnowsTheAssetsByTheirGuids()
    {
        Assert.That(Guid("TavernActor.asset"), Is.EqualTo(TavernScene.Actor));
        Assert.That(Guid("TavernRewards.asset"), Is.EqualTo(TavernScene.Rewards));
        Assert.That(Guid("Data/questions.jsonl"), Is.EqualTo(TavernScene.Questions));
        Assert.That(TavernScene.Personas, Is.EqualTo(new[] { "Greta", "Conrad", "Bjorn" }.Select(name => Guid($"Personas/{name}.asset"))));
    }

    private static string Guid(string asset) => AssetFile.GuidOf(Path.Combine(AssetFile.Sample, asset));

    private static T Load<T>(string asset)
        where T : Object => (T)AssetFile.Load(Path.Combine(AssetFile.Sample, asset));
}
