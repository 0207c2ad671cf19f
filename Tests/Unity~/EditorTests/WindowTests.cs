using System.Linq;
using System.Reflection;
using NUnit.Framework;
using Repartee.Editor.Hooks;
using Repartee.Editor.Inspectors;
using Repartee.Editor.Settings;
using Repartee.Editor.Windows;
using Repartee.Rewards;
using Repartee.Unity;
using UnityEngine;
using UnityEngine.UIElements;

namespace Repartee.Editor.Tests;

/// <summary>What can be seen of windows without an engine: which texts and buttons they hold.</summary>
[NonParallelizable]
public sealed class WindowTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void Open()
    {
        folder = new TemporaryFolder();
        UnityEditor.EditorApplication.isPlaying = false;
        Application.dataPath = folder["Assets"];
        Application.streamingAssetsPath = folder["Assets/StreamingAssets"];
    }

    [TearDown]
    public void Close() => folder.Dispose();

    [Test]
    public void TheWindowShowsTheSessionAndLetsGoOfIt()
    {
        var window = new PlaySessionWindow();
        Send(window, "CreateGUI");
        VisualElement root = window.rootVisualElement;
        Assert.That(
            root.All<Button>().Select(button => button.text),
            Is.SupersetOf(new[] { "Play and start", "Pause", "Resume", "Save", "Freeze", "Stop" }));
        Assert.That(root.All<Button>().Single(button => button.text == "Stop").IsEnabled, Is.False);
        Assert.That(root.All<Label>().First().text, Is.EqualTo("Idle: Nothing trains."));
        Assert.That(root.All<HelpBox>().Select(box => box.text), Has.Some.Contains("No NPC in the open scenes"));
        Send(window, "OnFocus");
        Send(window, "OnDisable");
        Assert.That(() => EditorEntry.Play.View.Refresh(), Throws.Nothing, "a closed window is not shown anything");
    }

    [Test]
    public void TheSettingsPageKeepsAValueAndSaysWhyItDoesNot()
    {
        var file = new SettingsFile(folder.Path);
        var root = new VisualElement();
        SettingsPage.Fill(root, file);
        TextField epochs = root.All<TextField>().Single(field => field.Label == "Epochs");
        epochs.value = "2";
        Assert.That(file.Load().Epochs, Is.EqualTo(2));
        epochs.value = "0";
        Assert.That(file.Load().Epochs, Is.EqualTo(2));
        Assert.That(root.All<HelpBox>().Select(box => box.text), Has.Some.Contains("Epochs"));
    }

    [Test]
    public void TheSettingsPageShowsABadFileAndLeavesIt()
    {
        folder.Write("ProjectSettings/ReparteeSettings.json", "{");
        var root = new VisualElement();
        SettingsPage.Fill(root, new SettingsFile(folder.Path));
        Assert.That(root.All<HelpBox>().Single().text, Does.Contain("expected a JSON object"));
        Assert.That(root.All<TextField>(), Is.Empty);
    }

    [Test]
    public void AnInspectorShowsWhatTheSharedChecksFound()
    {
        NpcDialogue npc = NpcMaker.Npc("Barkeep", NpcMode.Train, null);
        var inspector = new NpcDialogueEditor { target = npc };
        VisualElement root = inspector.CreateInspectorGUI();
        Assert.That(root.All<HelpBox>().Select(box => box.text), Is.SupersetOf(npc.Check().Select(check => check.Message)));
        Assert.That(root.All<HelpBox>().First().text, Is.EqualTo("Nobody speaks outside of play mode."));
    }

    [Test]
    public void ARewardIsTriedOutTermByTerm()
    {
        WeightedReward Build() => new WeightedReward().Add(new LengthReward(1, 3, LengthUnit.Words, 10), 0.5)
            .Add(new ForbiddenWordsReward(["ale"]), -0.25, "no ale");
        Assert.That(
            RewardTryOut.Lines(Build, "Hello", "", "Have some ale"),
            Is.EqualTo(new[] { "length: 1 (weight 0.5)", "no ale: 0 (weight -0.25)", "Total: 1" }));
        Assert.That(
            RewardTryOut.Lines(() => throw new System.InvalidOperationException("no rule"), "", "", "x"), Is.EqualTo(new[] { "no rule" }));
    }

    private static void Send(Object to, string message) =>
        to.GetType().GetMethod(message, BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(to, null);
}
