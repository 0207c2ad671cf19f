using System.Linq;
using NUnit.Framework;
using Repartee.Editor.Play;

namespace Repartee.Editor.Tests;

public sealed class RunTests
{
    [Test]
    public void ANameThatIsTakenIsNeverUsedAgainSilently()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tavern/config.json", "{}");
        var runs = new RunCatalog(folder.Path);
        Assert.That(
            runs.Fault("tavern", resume: false),
            Is.EqualTo("There is already a run \"tavern\". Go on with it, or name the new one otherwise, such as tavern-2."));
        Assert.That(runs.Fault("tavern", resume: true), Is.Null);
        Assert.That(runs.Fault("harbour", resume: false), Is.Null);
        Assert.That(runs.Fault("harbour", resume: true), Does.StartWith("There is no run \"harbour\" to go on with"));
        Assert.That(runs.Names(), Is.EqualTo(new[] { "tavern" }));
    }

    [TestCase("", "has no name")]
    [TestCase("../evil", "cannot be a folder's everywhere")]
    [TestCase("a/b", "cannot be a folder's everywhere")]
    [TestCase(".hidden", "cannot be a folder's everywhere")]
    public void NamesThatLeadElsewhereAreRefused(string name, string said)
    {
        using var folder = new TemporaryFolder();
        Assert.That(new RunCatalog(folder.Path).Fault(name, resume: false), Does.Contain(said));
    }

    [TestCase("The Tavern!", "the-tavern-")]
    [TestCase("", "run")]
    public void AFreeNameIsMadeOfTheActors(string wish, string name)
    {
        using var folder = new TemporaryFolder();
        Assert.That(new RunCatalog(folder.Path).Free(wish), Is.EqualTo(name));
    }

    [Test]
    public void CheckpointsAreReadNewestFirstAndOthersPassedOver()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "step-000009", "step-000100", "step-1000000", "step-best", "step-000200.tmp", "keep" })
            folder.Write($"tavern/checkpoints/{name}/config.json", "{}");
        RunCheckpoint[] found = [.. RunCheckpoint.Of(folder["tavern"])];
        Assert.That(found.Select(one => (one.Name, one.Update)), Is.EqualTo(new[]
        {
            ("step-1000000", 1_000_000L), ("step-000100", 100L), ("step-000009", 9L),
        }));
        Assert.That(found[0].Run, Is.EqualTo("tavern"));
        Assert.That(RunCheckpoint.Of(folder["none"]), Is.Empty);
    }

    [Test]
    public void LogsAreReadBackAndHalfLinesPassedOver()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "metrics.jsonl",
            "{\"update\":1,\"objective/kl\":0.5}\nnoise\n[]\n{\"update\":2,\"objective/kl\":\"NaN\",\"lr\":1}\n{\"upd");
        folder.Write(
            "replies.jsonl",
            "{\"update\":1,\"player\":\"Hello\",\"reply\":\"Ale?\",\"total\":0.5," +
            "\"terms\":{\"length\":1},\"errors\":{\"mine\":\"threw\"}}\n" +
            "{\"update\":2,\"player\":\"Hello\"}\n" +
            "{\"update\":3,\"player\":\"\\ud800\",\"reply\":\"half a character\",\"total\":1}\n");
        var curves = new TrainingCurves();
        var replies = new ReplyTable();
        RunHistory.Read(folder.Path, curves, replies);
        Assert.That((curves.Update, curves.Panels[2].Series[0].Count), Is.EqualTo((2L, 1)));
        Assert.That(replies.Rows.Select(row => row.Reply), Is.EqualTo(new[] { "Ale?" }));
        Assert.That(
            new[] { "length", "mine", "other" }.Select(term => ReplyTable.Cell(replies.Rows[0], term)),
            Is.EqualTo(new[] { "1.00", "failed", "" }));
    }
}
