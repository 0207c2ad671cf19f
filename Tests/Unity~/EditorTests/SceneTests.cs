using System.Linq;
using NUnit.Framework;
using Repartee.Editor.Hooks;
using Repartee.Editor.Play;
using Repartee.Unity;

namespace Repartee.Editor.Tests;

[NonParallelizable]
public sealed class SceneTests
{
    private NpcMaker npcs = null!;

    [SetUp]
    public void Open() => npcs = new NpcMaker();

    [TearDown]
    public void Close() => npcs.Dispose();

    [Test]
    public void TheActorOfMostLearningNpcsIsTrainedAndAllAssetsOfItsFolderAreLentTheTrainer()
    {
        NpcRewards rewards = NpcMaker.Rewards();
        NpcActor tavern = NpcMaker.Actor(), twin = NpcMaker.Actor("Twin", "Repartee/twin.gguf"), other = NpcMaker.Actor("Harbour");
        other.TrainingFolder = "Actors/harbour";
        tavern.MaxTokens = 24;
        PlaySetup setup = EditorScene.Look(
            [
                NpcMaker.Npc("Fisher", NpcMode.Train, other, rewards), NpcMaker.Npc("Barkeep", NpcMode.Train, tavern, rewards),
                NpcMaker.Npc("Guest", NpcMode.Train, tavern, rewards), NpcMaker.Npc("Bard", NpcMode.Train, twin, rewards),
                NpcMaker.Npc("Sign", NpcMode.Scripted, tavern),
            ],
            npcs.Project);
        Assert.That((setup.ActorName, setup.NpcCount, setup.MaxTokens), Is.EqualTo(("Tavern", 3, 24)));
        Assert.That(setup.Actors.Select(actor => actor.Name), Is.EqualTo(new[] { "Tavern", "Twin" }));
        Assert.That(setup.ActorFolder, Is.EqualTo(npcs.Folder["Actors/tavern"]));
        Assert.That(setup.FrozenPath, Is.EqualTo(npcs.Folder["Assets/StreamingAssets/Repartee/tavern.gguf"]));
        Assert.That(setup.Rewards!.Names, Is.EqualTo(new[] { "length" }));
    }

    [Test]
    public void AMissingFrozenFileIsNoReasonNotToTrain()
    {
        PlaySetup setup = EditorScene.Look([NpcMaker.Npc("Barkeep", NpcMode.Train, NpcMaker.Actor(), NpcMaker.Rewards())], npcs.Project);
        Assert.That(setup.Findings.Select(line => line.Level), Is.EqualTo(new[] { PreflightLevel.Warning }));
    }

    [Test]
    public void MissingRewardsAre()
    {
        PlaySetup setup = EditorScene.Look([NpcMaker.Npc("Barkeep", NpcMode.Train, NpcMaker.Actor())], npcs.Project);
        Assert.That(setup.Rewards, Is.Null);
        Assert.That(setup.Findings.Any(line => line.Level == PreflightLevel.Error && line.Message.Contains("no rewards")), Is.True);
    }

    [TestCase("../evil.gguf")]
    [TestCase("")]
    [TestCase("/etc/evil.gguf")]
    public void NothingIsFrozenOutsideOfStreamingAssets(string file) =>
        Assert.That(EditorScene.FrozenPath(NpcMaker.Actor(file: file)), Is.Empty);

    [Test]
    public void ATrainerThatCameAndWentLeavesTheReasonWithTheActor()
    {
        NpcActor actor = NpcMaker.Actor();
        var played = new SceneActor(actor);
        var session = new FakeSession();
        played.Attach(session);
        Assert.That(actor.Trainer, Is.SameAs(session));
        played.Detach("play mode ended");
        Assert.That(actor.Trainer, Is.Null);
    }
}
