using System.IO;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Repartee.Samples.PlaySession;
using Repartee.Samples.PlaySession.Input;
using Repartee.Samples.PlaySession.Window;
using Repartee.Samples.Tavern;

namespace Repartee.PlaySession.Tests;

public sealed class CommandLineTests
{
    private const string Names = "--help, --version, --frames, --screenshot, --frame-log, --script, --record, --seed, --off, " +
        "--no-training, "
        + "--training-share, --patrons, --actor, --dataset, --device, --threads";

    private TemporaryFolder folder = null!;

    [SetUp]
    public void SetUp() => folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => folder.Dispose();

    [TestCase("--bogus", "Expected one of " + Names + ", but found \"--bogus\". See --help.")]
    [TestCase("--frames", "--frames: expected a value after it, but found none. Write --frames N.")]
    [TestCase("--frames 0", "--frames: expected a whole number from 1 to 10000000, but found \"0\". Write --frames N.")]
    [TestCase("--patrons 1000", "--patrons: expected a whole number from 0 to 256, but found \"1000\". Write --patrons N.")]
    [TestCase(
        "--training-share 0",
        "--training-share: expected a number above 0 and at most 1, but found \"0\". Write --training-share 0.5.")]
    [TestCase(
        "--training-share 1.5",
        "--training-share: expected a number above 0 and at most 1, but found \"1.5\". Write --training-share 0.5.")]
    [TestCase("--seed 1 --seed 2", "--seed: expected it once, but found it 2 times. Write it once.")]
    [TestCase("--off --no-training", "--off: expected no option of training beside it, but found one. Leave one of them out.")]
    public void WrongUseGetsOneLineAndExitCodeTwo(string arguments, string message)
    {
        var (exitCode, error) = Run(arguments.Split(' '));

        Assert.That(error, Is.EqualTo(message + "\n"));
        Assert.That(exitCode, Is.EqualTo(2));
    }

    [Test]
    public void AFrameLogNeedsANumberOfFrames() => Assert.That(
        Run("--frame-log", folder.File("log.jsonl")).Error,
        Is.EqualTo("--frame-log: expected --frames with the number of frames to log, but found none. Add --frames N.\n"));

    [TestCase("--script", "a file")]
    [TestCase("--dataset", "a file")]
    [TestCase("--actor", "an actor's folder")]
    public void AMissingPathIsNamedInFull(string option, string expected)
    {
        string path = folder.File("missing");

        Assert.That(
            Run(option, path), Is.EqualTo((2, $"{option}: expected {expected}, but found none at {path}. Check the path.\n")));
    }

    [Test]
    public void ADatasetWithoutRowsForEverybodyIsRefused()
    {
        string file = folder.Write(
            "few.jsonl", "{\"persona\":\"You are Maud.\",\"messages\":[{\"role\":\"user\",\"content\":\"Ale!\"}]}\n");

        Assert.That(Run("--dataset", file), Is.EqualTo(
            (2, "few.jsonl: expected 4 rows or more that end with the user's message, and are not held out, but found 1. Add rows.\n")));
    }

    [Test]
    public void AScriptGivesItsCommandsAtTheirFrames()
    {
        var script = Script.Read(folder.Write("s.txt", "# a note\n2 3\n2 say Good evening!\n\n5 quit\n"));

        Assert.That(script.Next(1), Is.EqualTo(GameCommand.None));
        Assert.That(script.Next(2), Is.EqualTo(GameCommand.Select3));
        Assert.That((script.Next(2), script.Words), Is.EqualTo((GameCommand.Talk, "Good evening!")));
        Assert.That(script.Next(4), Is.EqualTo(GameCommand.None));
        Assert.That(script.Next(9), Is.EqualTo(GameCommand.Quit));
        Assert.That(script.Next(99), Is.EqualTo(GameCommand.None));
    }

    [TestCase("talk", "s.txt, line 1: expected a frame of 0 or more first, but found \"talk\". Write: 120 talk.")]
    [TestCase("9 talk\n8 talk", "s.txt, line 2: expected a frame of 9 or more first, but found \"8\". Write: 120 talk.")]
    [TestCase(
        "9 sing",
        "s.txt, line 1: expected one of 1, 2, 3, 4, previous, next, talk, say, up, down, pause, freeze, quit, but found \"sing\".")]
    [TestCase("9 say", "s.txt, line 1: expected words after \"say\" and after nothing else, but found \"9 say\".")]
    [TestCase("9 up now", "s.txt, line 1: expected words after \"say\" and after nothing else, but found \"9 up now\".")]
    public void AWrongScriptLineIsNamed(string text, string message) => Assert.That(
        () => Script.Read(folder.Write("s.txt", text)), Throws.TypeOf<UsageException>().With.Message.EqualTo(message));

    [Test]
    public void WithoutSdlTheGameSaysWhatToInstall() => Assert.That(
        () => SdlLibrary.Load(["libno-such-sdl.so"]),
        Throws.TypeOf<UsageException>().With.Message.StartsWith(
            "Expected SDL 2 for the window, but found none of libno-such-sdl.so. Install it: apt-get install libsdl2-2.0-0 "));

    private static (int ExitCode, string Error) Run(params string[] args)
    {
        var error = new StringWriter { NewLine = "\n" };
        int exitCode = new PlaySessionProgram(TextWriter.Null, error).Run(args.ToList(), CancellationToken.None);
        return (exitCode, error.ToString());
    }
}
