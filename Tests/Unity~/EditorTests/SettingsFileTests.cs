using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Repartee.Editor.Settings;
using Repartee.Sessions;

namespace Repartee.Editor.Tests;

public sealed class SettingsFileTests
{
    private const string Name = "ProjectSettings/ReparteeSettings.json";

    [Test]
    public void WithoutAFileTheDefaultsHold()
    {
        using var folder = new TemporaryFolder();
        Assert.That(new SettingsFile(folder.Path).Load(), Is.EqualTo(new ReparteeSettings()));
        Assert.That(File.Exists(folder[Name]), Is.False, "reading writes nothing");
    }

    [Test]
    public void AllValuesComeBack()
    {
        using var folder = new TemporaryFolder();
        var kept = new ReparteeSettings
        {
            HostPath = "Tools/Häuser/TrainerHost",
            DotnetPath = "C:\\dotnet\\dotnet.exe",
            RunsFolder = "Runs",
            StartWithPlayMode = true,
            Device = DeviceChoice.Cuda,
            BufferSize = 16,
            Epochs = 2,
            LearningRate = 3.25e-6,
            KlCoefficient = 0,
            TrainingShare = 0.25,
            Seed = ulong.MaxValue,
            CheckpointEvery = 0,
            RecordConversations = true,
        };
        new SettingsFile(folder.Path).Save(kept);
        Assert.That(new SettingsFile(folder.Path).Load(), Is.EqualTo(kept));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder[Name]));
        Assert.That(
            json.RootElement.EnumerateObject().Select(member => member.Name), Is.EqualTo(SettingField.All.Select(field => field.Key)));
    }

    [Test]
    public void WhatANewerVersionWroteStays()
    {
        using var folder = new TemporaryFolder();
        folder.Write(Name, """{ "epochs": 3, "future": { "a": [1, 2] } }""");
        var file = new SettingsFile(folder.Path);
        file.Save(file.Load() with { BufferSize = 8 });
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder[Name]));
        Assert.That(json.RootElement.GetProperty("future").GetProperty("a")[1].GetInt32(), Is.EqualTo(2));
        Assert.That((file.Load().Epochs, file.Load().BufferSize), Is.EqualTo((3, 8)));
    }

    [TestCase("{\n  \"epochs\": ,\n}", "a fault in line 2")]
    [TestCase("[]", "a JSON array")]
    [TestCase("{ \"device\": \"\\ud800\",\n \"epochs\": 3 }", "half a character")]
    [TestCase("{ \"\\udc00\": 1,\n \"epochs\": 3 }", "half a character")]
    [TestCase("""{ "epochs": "three" }""", "\"three\"")]
    [TestCase("""{ "epochs": 1.5 }""", "\"epochs\" to be a whole number")]
    [TestCase("""{ "startWithPlayMode": 1 }""", "\"startWithPlayMode\" to be true or false")]
    [TestCase("""{ "device": "Tpu" }""", "Auto, Cpu or Cuda")]
    [TestCase("""{ "bufferSize": 0 }""", "BufferSize")]
    [TestCase("""{ "trainingShare": 0 }""", "TrainingShare")]
    public void ABadFileIsRefusedAndNeverWrittenOver(string text, string said)
    {
        using var folder = new TemporaryFolder();
        folder.Write(Name, text);
        var file = new SettingsFile(folder.Path);
        Assert.That(
            file.Load,
            Throws.TypeOf<SettingsException>().With.Message.Contains(said).And.Message.Contains(file.Path)
                .And.Message.Contains("orrect"));
        if (text.StartsWith('{') && !text.Contains(",\n", StringComparison.Ordinal))
            return;                                                             // readable JSON: a save mends the value
        Assert.That(() => file.Save(new ReparteeSettings()), Throws.TypeOf<SettingsException>());
        Assert.That(File.ReadAllText(folder[Name]), Is.EqualTo(text));
    }

    [Test]
    public void ALongValueIsQuotedInShort()
    {
        using var folder = new TemporaryFolder();
        folder.Write(Name, $$"""{ "epochs": {{new string('9', 5000)}} }""");
        Assert.That(
            new SettingsFile(folder.Path).Load,
            Throws.TypeOf<SettingsException>().With.Message.Contains("999...").And.Message.Length.LessThan(500));
    }

    [Test]
    public void AValueOutOfItsRangeIsNotKept()
    {
        using var folder = new TemporaryFolder();
        var file = new SettingsFile(folder.Path);
        Assert.That(() => file.Save(new ReparteeSettings { Epochs = 0 }), Throws.ArgumentException.With.Message.Contains("Epochs"));
        Assert.That(File.Exists(file.Path), Is.False);
    }

    [Test]
    public void EachFieldReadsWhatItShows()
    {
        var settings = new ReparteeSettings { LearningRate = 2.5e-5, Seed = 12, Device = DeviceChoice.Cpu, StartWithPlayMode = true };
        foreach (SettingField field in SettingField.All)
            Assert.That(field.Set(settings, field.Get(settings)), Is.EqualTo(settings), field.Key);
    }

    [Test]
    public void AFieldSaysWhatItExpected() => Assert.That(
        () => SettingField.All.Single(field => field.Key == "epochs").Set(new ReparteeSettings(), "many"),
        Throws.ArgumentException.With.Message.EqualTo("Epochs: expected a whole number, but found \"many\"."));
}
