using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Repartee.Training.Report;

namespace Repartee.Report.Tests;

/// <summary>What the page says of a run folder, and of one that is broken.</summary>
public sealed class RunReportTests
{
    [Test]
    public void AFolderWithoutARunIsRefused()
    {
        using var run = new MadeRun();
        Assert.That(
            () => RunReport.Write(run.Folder),
            Throws.TypeOf<FileNotFoundException>().With.Message.EqualTo(
                $"Expected a run folder with config.json or metrics.jsonl, but {run.Folder} holds neither. "
                + "Name the folder that training wrote into."));
    }

    [Test]
    public void TenThousandUpdatesStayBelowTwoMegabytes()
    {
        using var run = new MadeRun().WithSettings().WithMetrics(10_000)
            .WithEvaluations(500, 10_000, new string('p', 5000), string.Concat(Enumerable.Repeat("word ", 1000)));
        string file = RunReport.Write(run.Folder);
        Assert.That(file, Is.EqualTo(run.Page));
        Assert.That(new FileInfo(file).Length, Is.InRange(100_000, 2_000_000));
        Assert.That(Page(run), Does.Contain("10 of 500, evenly spread").And.Contain("25 of 10,000 updates"));
    }

    [Test]
    public void TheSameQuestionsAreComparedWordByWordAndTermByTerm()
    {
        using var run = new MadeRun().WithMetrics(5).WithEvaluations(3, 5);
        string page = Page(run);
        Assert.That(page, Does.Contain("the same 3 held-out questions before and after 5 updates, "
            + "the NPC\u2019s mean reward rose from 0.250 to 0.750."));
        Assert.That(page, Does.Contain("<del>Rooms? Ask elsewhere.</del>").And.Contain("<ins>One room left. Four coppers.</ins>"));
        Assert.That(page, Does.Contain("<tr><th>on_topic</th><td>0.250</td><td>0.750</td><td class=\"up\">+0.500</td></tr>"));
    }

    [Test]
    public void WithoutEvaluationsFirstAndLastRepliesStandSideBySideAsOtherQuestions()
    {
        using var run = new MadeRun().WithMetrics(3);
        run.Write("replies.jsonl", string.Concat(Enumerable.Range(1, 3).Select(update =>
            $$"""{"update":{{update}},"policyVersion":0,"persona":"P","player":"Q{{update}}","reply":"R{{update}}","total":0.5,"terms":{},"game":[]}""" + "\n")));
        string page = Page(run);
        Assert.That(page, Does.Contain("these are replies of update 1 and of update 3, to different questions."));
        Assert.That(page, Does.Contain("Q1").And.Contain("R1").And.Contain("Q3").And.Contain("R3").And.Not.Contain("R2"));
        Assert.That(page, Does.Not.Contain("<del>"));
    }

    [Test]
    [Platform("Linux")]
    public void ALogThatIsADeviceWithoutEndIsPassedOver()
    {
        using var run = new MadeRun().WithMetrics(5);
        foreach (string log in new[] { "replies.jsonl", "evaluations.jsonl", "health.jsonl" })
            File.CreateSymbolicLink(Path.Combine(run.Folder, log), "/dev/zero");
        Assert.That(Page(run), Does.Contain("5 updates"));
    }

    [Test]
    public void BrokenLinesAreLeftOutAndCounted()
    {
        using var run = new MadeRun().WithMetrics(4).WithEvaluations(2, 4);
        File.AppendAllText(
            Path.Combine(run.Folder, "metrics.jsonl"),
            "{\"update\":5,\"objective/sc\nnot json\n[1]\n{}\n\n{\"update\":\"six\"}\n" + new string('x', 3_000_000) + "\n");
        File.AppendAllText(
            Path.Combine(run.Folder, "evaluations.jsonl"),
            """{"update":4,"row":0,"persona":"\ud800","player":"","reply":"","total":1,"terms":{}}""" + "\n{\"update\":4}\n");
        run.Write("health.jsonl", "{\"update\":1}\n");
        run.Write("config.json", "[]");
        run.Write("machine.json", "{");
        string page = Page(run);
        foreach (var (file, lines) in new[] { ("metrics.jsonl", 6), ("evaluations.jsonl", 2),
            ("health.jsonl", 1), ("config.json", 1), ("machine.json", 1) })
            Assert.That(page, Does.Contain($"<dt>Unreadable lines of {file}</dt><dd>{lines}</dd>"));
        Assert.That(page, Does.Contain("<dt>Updates</dt><dd>4</dd>"));
    }

    [Test]
    public void OfTwoLinesOfAnUpdateTheLaterHolds()
    {
        using var run = new MadeRun();
        run.Write("metrics.jsonl", "{\"update\":1,\"objective/kl\":5}\n"
            + "{\"update\":2,\"objective/kl\":6}\n{\"update\":1,\"objective/kl\":7}\n");
        Assert.That(Page(run), Does.Contain("<title>Update 1: 7.00</title>").And.Contain("<title>Update 2: 6.00</title>")
            .And.Not.Contain("5.00"));
    }

    [Test]
    public void NumbersThatAreNoneBreakALineAndDoNoHarm()
    {
        using var run = new MadeRun();
        run.Write("metrics.jsonl", """
            {"update":1,"objective/kl":1,"loss/value_avg":"NaN"}
            {"update":2,"objective/kl":"NaN","loss/value_avg":"Infinity"}
            {"update":3,"objective/kl":2,"loss/value_avg":1e308}
            {"update":4,"objective/kl":3,"loss/value_avg":-1e308}
            """);
        string page = Page(run);
        Assert.That(Regex.Matches(page, "<svg"), Has.Count.EqualTo(1));
        Assert.That(Regex.Match(page, "<path class=\"line c0\" d=\"([^\"]+)\"").Groups[1].Value,
            Does.Match(@"^M0 \S+M666\.7 \S+L1000 \S+$"));
        Assert.That(page, Does.Not.Contain("NaN\"").And.Not.Contain("dNaN").And.Not.Contain("\u221e"));
    }

    [Test]
    public void AHealthyRunSaysSoAndAPauseSaysWhyAndWhatToDo()
    {
        using var run = new MadeRun().WithMetrics(3);
        Assert.That(Page(run), Does.Contain("No pause: nothing made the trainer stop by itself."));
        run.Write("health.jsonl", """
            {"update":2,"rule":"entropy","found":0.01,"limit":0.05,"message":"Entropy is 0.01.","advice":"Lower the rate.","lastGood":1}
            """);
        Assert.That(Page(run), Does.Contain("Update 2: entropy").And.Contain("Entropy is 0.01.").And.Contain("Lower the rate.")
            .And.Contain("Last good weights: update 1.").And.Not.Contain("No pause"));
    }

    [Test]
    public void SettingsAreShownWithoutThePathOfTheActor()
    {
        using var run = new MadeRun().WithSettings();
        string page = Page(run);
        Assert.That(page, Does.Contain("<dt>actor</dt><dd>Actor</dd>").And.Contain("<dt>learningRate</dt><dd>3E-05</dd>"));
        Assert.That(page, Does.Not.Contain("/somewhere").And.Not.Contain("0123456789abcdef0"));
        Assert.That(page, Does.Contain("<dt>Most memory, MB</dt><dd>512.5</dd>").And.Contain("No update is done yet."));
    }

    [TestCase("the old mill", "the new mill", "old ", "new ")]
    [TestCase("Rooms left?", "rooms left.", "", "")]
    [TestCase("", "all of it", "", "all of it")]
    [TestCase("alpha beta gamma delta", "beta delta alpha", "alpha gamma ", "alpha")]
    [TestCase("rain and snow fell", "sun and moon fell", "rain and snow ", "sun and moon ")]
    [TestCase("  spaced   out ", "out", "  spaced   ", "")]
    public void WordsThatTheOtherLacksAreMarkedAndNoneIsLost(string before, string after, string removed, string added)
    {
        var (left, right) = WordDiff.Of(before, after);
        Assert.That(string.Concat(left.Select(w => w.Text)), Is.EqualTo(before));
        Assert.That(string.Concat(right.Select(w => w.Text)), Is.EqualTo(after));
        Assert.That(string.Concat(left.Where(w => w.IsOwn).Select(w => w.Text)), Is.EqualTo(removed));
        Assert.That(string.Concat(right.Where(w => w.IsOwn).Select(w => w.Text)), Is.EqualTo(added));
    }

    [TestCase(new[] { 0.0, 1.0 }, 0.0, 1.0)]
    [TestCase(new[] { 0.5, 0.5 }, 0.0, 0.8)]
    [TestCase(new[] { -3.0, 17.0 }, -5.0, 20.0)]
    [TestCase(new[] { 970.0, 1000.0 }, 970.0, 1000.0)]
    [TestCase(new[] { -1e-6, 3.6 }, 0.0, 4.0)]
    [TestCase(new[] { double.NaN }, 0.0, 1.0)]
    [TestCase(new[] { 1e-7, 3e-7 }, 0.0, 3e-7)]
    public void AxesBeginAndEndWithRoundNumbersAroundAllValues(double[] values, double low, double high)
    {
        var scale = ChartScale.Around(values);
        Assert.That(scale.Low, Is.EqualTo(low).Within(1e-9 * Math.Max(1e-6, Math.Abs(high))));
        Assert.That(scale.High, Is.EqualTo(high).Within(1e-9 * Math.Max(1e-6, Math.Abs(high))));
        Assert.That(scale.Ticks.Count, Is.InRange(2, 7));
    }

    [Test]
    public void ThinnedCurvesKeepTheirEndsAndTheirExtremes()
    {
        double[] values = Enumerable.Range(0, 10_000).Select(i => i == 4321 ? 9.0 : i / 10_000.0).ToArray();
        var series = ChartSeries.Of("a", Enumerable.Range(1, 10_000).Select(i => (long)i).ToList(), values)!;
        Assert.That((series.At[0], series.At[^1]), Is.EqualTo((1.0, 10_000.0)));
        Assert.That(series.At, Has.Length.EqualTo(ChartSeries.MostPoints).And.Ordered);
        Assert.That(series.High.Max(), Is.EqualTo(9));
        Assert.That(series.Low.Min(), Is.EqualTo(0));
        Assert.That(series.Last, Is.EqualTo(0.9999));
    }

    private static string Page(MadeRun run) => File.ReadAllText(RunReport.Write(run.Folder));
}
