using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Training.Report;

namespace Repartee.Report.Tests;

/// <summary>
/// The page in headless Chromium. With REPARTEE_REPORT_RUN=DIR it is also opened for that run, and pictures of it are written into the
/// folder REPARTEE_REPORT_PICTURES.
/// </summary>
public sealed class ReportInBrowserTests
{
    private const int Charts = 11;                                              // of MadeRun's metrics

    private const int Part = 1360;                                              // pixels of a picture's height

    private Browser browser = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => browser = await Browser.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (browser != null)
            await browser.DisposeAsync();
    }

    [Test]
    public async Task EveryChartIsDrawnAndNothingIsFetchedOrComplainedOf([Values(1, 60, 1000)] int updates)
    {
        using var run = new MadeRun().WithSettings().WithMetrics(updates).WithEvaluations(30, updates);
        run.Write("health.jsonl", """{"update":1,"rule":"kl","found":9,"limit":8,"message":"KL is 9.","advice":"Raise KlCoefficient."}""");
        await OpenAsync(run.Folder, 1280, dark: false);

        var drawn = await ReadAsync("""
            [...document.querySelectorAll('svg')].map(svg => ({
              name: svg.querySelector('title').textContent, about: svg.querySelector('desc').textContent,
              width: svg.getBoundingClientRect().width, height: svg.getBoundingClientRect().height,
              lines: [...svg.querySelectorAll('path.line')].map(p => ({ length: p.getTotalLength(), stroke: getComputedStyle(p).stroke })),
              hovers: svg.querySelectorAll('rect > title').length }))
            """);
        Assert.That(drawn.AsArray(), Has.Count.EqualTo(Charts));
        foreach (var chart in drawn.AsArray())
        {
            string name = chart!["name"]!.GetValue<string>();
            Assert.That(chart["width"]!.GetValue<double>(), Is.GreaterThan(250), name);
            Assert.That(chart["height"]!.GetValue<double>(), Is.GreaterThan(150), name);
            Assert.That(chart["about"]!.GetValue<string>(), Does.Match(@"from \S+ to \S+"), name);
            Assert.That(chart["hovers"]!.GetValue<int>(), Is.EqualTo(Math.Min(updates, 120)), name);
            Assert.That(chart["lines"]!.AsArray(), Has.Count.EqualTo(name == "Reward by term" ? 5 : 1), name);
            foreach (var line in chart["lines"]!.AsArray())
            {
                Assert.That(line!["stroke"]!.GetValue<string>(), Does.StartWith("rgb("), name);
                Assert.That(line["length"]!.GetValue<double>(), updates == 1 ? Is.EqualTo(0) : Is.GreaterThanOrEqualTo(999), name);
            }
        }

        if (updates > 1)
            Assert.That((await ReadAsync("document.querySelectorAll('svg path.pause').length")).GetValue<int>(), Is.EqualTo(Charts));
        RequireSilence();
    }

    [Test]
    public async Task NothingIsWiderThanTheScreen([Values(1280, 400, 320)] int width)
    {
        using var run = new MadeRun(new string('w', 80)).WithSettings().WithMetrics(60)
            .WithEvaluations(12, 60, new string('p', 400), new string('r', 400));
        await OpenAsync(run.Folder, width, dark: false);
        await ReadAsync("document.querySelectorAll('details').forEach(d => d.open = true), 1");

        Assert.That((await ReadAsync("document.documentElement.scrollWidth")).GetValue<int>(), Is.LessThanOrEqualTo(width));
        var outside = await ReadAsync("""
            [...document.querySelectorAll('h1,h2,h3,p,svg,li,dt,dd,blockquote,article,footer')]
              .filter(e => e.getBoundingClientRect().right > innerWidth + 0.5 || e.getBoundingClientRect().left < -0.5)
              .map(e => e.outerHTML.slice(0, 80))
            """);
        Assert.That(outside.AsArray().Select(e => e!.GetValue<string>()), Is.Empty);
        var small = await ReadAsync("""
            [...document.querySelectorAll('main *')].filter(e => e.children.length === 0 && e.textContent.trim() && !e.closest('svg'))
              .filter(e => parseFloat(getComputedStyle(e).fontSize) < 12).map(e => e.outerHTML.slice(0, 80))
            """);
        Assert.That(small.AsArray().Select(e => e!.GetValue<string>()), Is.Empty, "letters of less than 12 pixels");
        RequireSilence();
    }

    [Test]
    public async Task NamesOfCurvesDoNotCoverEachOther([Values(1280, 400)] int width)
    {
        using var run = new MadeRun().WithMetrics(60);                          // whose terms end close to each other
        await OpenAsync(run.Folder, width, dark: false);
        var covered = await ReadAsync("""
            (() => { const boxes = [...document.querySelectorAll('.names li')].map(e => e.getBoundingClientRect());
              return boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b => a.left < b.right - 1 && b.left < a.right - 1
                && a.top < b.bottom - 1 && b.top < a.bottom - 1)).length; })()
            """);
        Assert.That(covered.GetValue<int>(), Is.EqualTo(0));
        Assert.That((await ReadAsync("document.querySelectorAll('.names li').length")).GetValue<int>(), Is.EqualTo(5));
    }

    [Test]
    public async Task TextsStandOutByDayAndByNight()
    {
        using var run = new MadeRun().WithSettings().WithMetrics(60).WithEvaluations(30, 60);
        string[] papers = new string[2];
        foreach (bool dark in new[] { false, true })
        {
            await OpenAsync(run.Folder, 1280, dark);
            papers[dark ? 1 : 0] = (await ReadAsync("getComputedStyle(document.body).backgroundColor")).GetValue<string>();
            var weak = await ReadAsync("""
                (() => {
                  const light = c => c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
                  const parts = text => text.match(/[\d.]+/g).map(Number);
                  const paper = e => { const c = parts(getComputedStyle(e).backgroundColor);
                    return c.length === 3 ? c : e.parentElement ? paper(e.parentElement) : [255, 255, 255]; };
                  return [...document.querySelectorAll('main *')]
                    .filter(e => !e.closest('svg') && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
                    .map(e => { const a = light(parts(getComputedStyle(e).color).slice(0, 3)), b = light(paper(e));
                      return { ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), text: e.outerHTML.slice(0, 80) }; })
                    .filter(found => found.ratio < 4.5).map(found => found.ratio.toFixed(2) + ' ' + found.text);
                })()
                """);
            Assert.That(weak.AsArray().Select(e => e!.GetValue<string>()), Is.Empty, $"contrast below 4.5 : 1, dark: {dark}");
        }

        Assert.That(papers, Is.EqualTo(new[] { "rgb(251, 250, 247)", "rgb(21, 23, 27)" }));
    }

    [Test]
    public async Task WhatPlayersAndActorsSayIsTextAndRunsNothing()
    {
        using var run = new MadeRun("<script>document.title='owned'<!--".Replace('/', '_')).WithMetrics(3)
            .WithEvaluations(2, 3, MadeRun.Attack, MadeRun.Attack + "</blockquote></style><style>*{display:none}");
        run.Write("health.jsonl", new JsonObject { ["update"] = 1, ["rule"] = MadeRun.Attack, ["message"] = MadeRun.Attack }
            .ToJsonString());
        run.Write("config.json", new JsonObject { [MadeRun.Attack] = MadeRun.Attack, ["ppo"] = new JsonObject { ["\"><b>"] = "&lt;" } }
            .ToJsonString());
        await OpenAsync(run.Folder, 1280, dark: false);

        Assert.That((await ReadAsync("document.title")).GetValue<string>(), Does.StartWith("<script>document.title='owned'<!--"));
        Assert.That((await ReadAsync("document.querySelectorAll('script, img, b b').length")).GetValue<int>(), Is.EqualTo(0));
        Assert.That((await ReadAsync("document.querySelector('.player').textContent")).GetValue<string>(), Is.EqualTo(MadeRun.Attack));
        Assert.That(
            (await ReadAsync("document.querySelectorAll('blockquote')[1].textContent")).GetValue<string>(),
            Is.EqualTo(MadeRun.Attack + "</blockquote></style><style>*{display:none}"));
        RequireSilence();
    }

    [Test]
    public async Task PicturesOfARun()
    {
        string? folder = Environment.GetEnvironmentVariable("REPARTEE_REPORT_RUN");
        string? pictures = Environment.GetEnvironmentVariable("REPARTEE_REPORT_PICTURES");
        if (folder is null || pictures is null)
            Assert.Ignore("Expected REPARTEE_REPORT_RUN and REPARTEE_REPORT_PICTURES, but they are not set: for pictures by hand.");
        Directory.CreateDirectory(pictures);
        foreach (var (name, width, dark) in new[] { ("light", 1280, false), ("dark", 1280, true), ("phone", 400, false) })
        {
            await OpenAsync(folder, width, dark);
            int height = (await ReadAsync("document.documentElement.scrollHeight")).GetValue<int>();
            for (int part = 0; part * Part < height; part++)
            {
                byte[] picture = await browser.Tools.PictureAsync(width, Math.Min(Part, height - part * Part), part * Part);
                File.WriteAllBytes(Path.Combine(pictures, $"report-{name}-{part}.png"), picture);
            }

            RequireSilence();
        }
    }

    private async Task OpenAsync(string folder, int width, bool dark)
    {
        await browser.Tools.ShowAsync(width, dark);
        await browser.Tools.OpenAsync(RunReport.Write(folder));
    }

    private Task<JsonNode> ReadAsync(string expression) => browser.Tools.EvaluateAsync(expression);

    /// <summary>One request, of the page itself; not a word in the console.</summary>
    private void RequireSilence()
    {
        var events = browser.Tools.Events.ToList();
        var requests = events.Where(e => e.Method == "Network.requestWillBeSent")
            .Select(e => e.Parameters["request"]!["url"]!.GetValue<string>()).ToList();
        Assert.That(requests, Has.Count.EqualTo(1).And.All.StartsWith("file://").And.All.EndsWith("/report.html"));
        var said = events.Where(e => e.Method is "Runtime.consoleAPICalled" or "Runtime.exceptionThrown" or "Log.entryAdded")
            .Select(e => e.Parameters.ToJsonString());
        Assert.That(said, Is.Empty);
    }
}
