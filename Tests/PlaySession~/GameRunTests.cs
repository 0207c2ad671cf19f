using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Repartee.Samples.PlaySession.Frames;

namespace Repartee.PlaySession.Tests;

/// <summary>The whole game, in a window of an X server that shows nothing.</summary>
public sealed class GameRunTests
{
    private static readonly string Program = Path.Combine(TestContext.CurrentContext.TestDirectory, "PlaySession.dll");

    private TemporaryFolder folder = null!;

    [SetUp]
    public void SetUp() => folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => folder.Dispose();

    [Test]
    public void AScriptedGameEndsByItselfAndLeavesAPicture()
    {
        RequireVirtualDisplay();
        string script = folder.Write("script.txt", "5 2\n20 pause\n30 pause\n40 freeze\n110 say Is the ale cold?\n113 quit\n");

        var (exitCode, _, error) = Play("--script", script, "--screenshot", folder.File("last.png"));

        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        var picture = new PngReader(File.ReadAllBytes(folder.File("last.png")));
        Assert.That((picture.Width, picture.Height), Is.EqualTo((1280, 720)));
        Assert.That(picture.Pixels.Chunk(3).Select(pixel => (pixel[0], pixel[1], pixel[2])).Distinct().Count(), Is.GreaterThan(2000));
        // The paper of a bubble, and its selected figure's light name.
        Assert.That(picture.Pixels.Chunk(3).Count(pixel => pixel.AsSpan().SequenceEqual((byte[])[0xF6, 0xEC, 0xD2])), Is.GreaterThan(2000));
    }

    [Test]
    public void ALoopWithoutRepareteeAllocatesNothingInQuietFrames()
    {
        RequireVirtualDisplay();
        string log = folder.File("log.jsonl");

        var (exitCode, _, error) = Play("--off", "--frames", "240", "--frame-log", log);

        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        var frames = File.ReadLines(log).SkipLast(1).Select(line => JsonSerializer.Deserialize<FrameRecord>(line)).ToList();
        Assert.That(frames, Has.Count.EqualTo(240));
        var late = frames.Skip(120).Select(frame => frame.FrameBytes).Order().ToList();
        Assert.That(late[late.Count / 2], Is.Zero);
        Assert.That(frames.Skip(1).Average(frame => frame.IntervalMs), Is.GreaterThan(16));
        Assert.That(frames.Sum(frame => frame.Submits), Is.Zero);
    }

    [Test]
    public void WithoutADisplayTheGameSaysSo()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("Other systems always have a display.");
        RequireVirtualDisplay();

        var (exitCode, output, error) = Run("dotnet", [Program, "--off", "--frames", "3"], withoutDisplay: true);

        Assert.That((exitCode, output), Is.EqualTo((2, "")));
        Assert.That(error, Does.Contain("Expected a display for the window, but found none (SDL: "));
        Assert.That(error, Does.Contain("xvfb-run -a dotnet run -c Release --project Samples~/PlaySession"));
    }

    private static void RequireVirtualDisplay()
    {
        string? paths = Environment.GetEnvironmentVariable("PATH");
        if (OperatingSystem.IsLinux() && paths?.Split(':').Any(path => File.Exists(Path.Combine(path, "xvfb-run"))) == true)
            return;
        Assert.Ignore("The game is played on Xvfb: apt-get install xvfb xauth libsdl2-2.0-0 libgl1-mesa-dri.");
    }

    private (int ExitCode, string Output, string Error) Play(params string[] options) =>
        Run("xvfb-run", ["-a", "-s", "-screen 0 1280x720x24", "dotnet", Program, .. options], withoutDisplay: false);

    private (int ExitCode, string Output, string Error) Run(string program, IEnumerable<string> arguments, bool withoutDisplay)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in (string[])["DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"])
            if (withoutDisplay)
                start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("Expected the game to end within three minutes, but it did not.");
        }

        return (process.ExitCode, output.Result, error.Result);
    }
}
