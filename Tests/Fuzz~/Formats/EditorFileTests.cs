using System;
using System.IO;
using NUnit.Framework;
using Repartee.Editor.Play;
using Repartee.Editor.Settings;
using Repartee.Fuzz.Tests.Mutations;

namespace Repartee.Fuzz.Tests.Formats;

/// <summary>What the Unity editor's windows read.</summary>
public sealed class EditorFileTests
{
    private static readonly IMutator[] Json = [new ByteMutator(), new JsonMutator()];

    private Scratch scratch = null!;

    [SetUp]
    public void Begin() => scratch = new Scratch();

    [TearDown]
    public void End() => scratch.Dispose();

    [Test]
    public void Settings()
    {
        var file = new SettingsFile(scratch.Folder);
        file.Save(new ReparteeSettings());
        FuzzRun.Of(new FuzzTarget(
            "ReparteeSettings.json", [File.ReadAllBytes(file.Path)],
            scratch.Written(Path.GetRelativePath(scratch.Folder, file.Path), () => file.Load()))
        {
            Mutators = Json,
            Refuses = error => error is SettingsException,
        });
    }

    /// <summary>Lines that cannot be read are passed over, so nothing is refused.</summary>
    [Test]
    public void Logs()
    {
        byte[] sound =
            """
            {"update":1,"episodes":4,"policy/kl":0.1,"player":"Ale?","reply":"Two.","total":0.5,"terms":{"length":1},"errors":{"x":"no"}}
            {"update":2,"player":"","reply":"\u00e4","total":-1e3,"terms":{},"errors":{}}
            """u8.ToArray();
        FuzzRun.Of(new FuzzTarget("metrics.jsonl and replies.jsonl", [sound], bytes =>
        {
            File.WriteAllBytes(scratch.At("metrics.jsonl"), bytes);
            File.WriteAllBytes(scratch.At("replies.jsonl"), bytes);
            var replies = new ReplyTable();
            RunHistory.Read(scratch.Folder, new TrainingCurves(), replies);
        })
        {
            Mutators = Json,
            Refuses = _ => false,
            RefusesNothing = true,
        });
    }
}
