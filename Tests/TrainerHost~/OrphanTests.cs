using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Sessions.Client;
using Repartee.Sessions.Wire;

namespace Repartee.TrainerHost.Tests;

/// <summary>The trainer's process does not outlive who started it, and writes a checkpoint before it goes.</summary>
public sealed class OrphanTests : HostedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Test]
    public void ItEndsWithItsInput()
    {
        using var host = HostProcess.Start(new TrainerProcessOptions { HostPath = HostPath });
        var frames = Begin(host);
        host.Input.Dispose();
        Assert.That(host.WaitForExit(Patience), Is.True);
        Assert.That(host.LastWords(), Is.EqualTo(" (exit code 0)"));
        Assert.That(Checkpoints, Is.EqualTo(new[] { "step-000000" }));
        GC.KeepAlive(frames);
    }

    /// <summary>As when some other program has inherited the pipe, so that the input does not end.</summary>
    [Test]
    public void ItEndsWithItsParentThoughItsInputGoesOn()
    {
        using var parent = Process.Start(new ProcessStartInfo("sleep", "600"))!;
        var start = new ProcessStartInfo(DotnetLocation.Find(null), $"\"{HostLocation.Find(HostPath)}\" --parent {parent.Id}")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var host = Process.Start(start)!;
        Begin(host.StandardOutput.BaseStream, host.StandardInput.BaseStream);
        parent.Kill();
        parent.WaitForExit();
        Assert.That(host.WaitForExit(Patience), Is.True);
        Assert.That(host.ExitCode, Is.EqualTo(3));
        Assert.That(Checkpoints, Is.EqualTo(new[] { "step-000000" }));
    }

    [Test]
    public void NonsenseEndsItWithAMessage()
    {
        using var host = HostProcess.Start(new TrainerProcessOptions { HostPath = HostPath });
        host.Input.Write("GET / HTTP/1.1\r\n"u8);
        host.Input.Flush();
        Assert.That(host.WaitForExit(Patience), Is.True);
        Assert.That(
            host.LastWords(),
            Is.EqualTo(" (exit code 4; it said: Expected messages of protocol 2, but a message of 542393671 bytes can not be (at most 67108864).)"));
    }

    [Test]
    public void AnotherProtocolEndsItWithBothNumbers()
    {
        using var host = HostProcess.Start(new TrainerProcessOptions { HostPath = HostPath });
        Send(host.Input, writer =>
        {
            writer.WriteArrayHeader(2);
            writer.Write((int)MessageKind.Start);
            writer.Write(9);
        });
        Assert.That(host.WaitForExit(Patience), Is.True);
        Assert.That(host.LastWords(), Does.Contain("expected version 2 of the protocol, but found 9."));
    }

    [Test]
    public void APersonWhoStartsItByHandIsToldWhatItIsFor()
    {
        var start = new ProcessStartInfo(DotnetLocation.Find(null), $"\"{HostLocation.Find(HostPath)}\" --help")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var host = Process.Start(start)!;
        Assert.That(
            host.StandardError.ReadToEnd(),
            Does.StartWith("Expected to be started by a game through Repartee.Sessions.Client.TrainerProcess").And.Contain("but found --help."));
        Assert.That(host.WaitForExit(Patience), Is.True);
        Assert.That(host.ExitCode, Is.EqualTo(2));
    }

    private string[] Checkpoints =>
        Directory.GetDirectories(Path.Combine(Named("run"), "checkpoints")).Select(path => Path.GetFileName(path)).ToArray();

    private FrameReader Begin(HostProcess host) => Begin(host.Output, host.Input);

    /// <summary>Starts a session and waits until it runs.</summary>
    private FrameReader Begin(Stream output, Stream input)
    {
        Send(input, writer =>
        {
            writer.WriteArrayHeader(5);
            writer.Write((int)MessageKind.Start);
            writer.Write(TrainerProtocol.Version);
            writer.Write("test");
            OptionsFormat.Write(writer, Options("run") with { Journal = true });
            writer.WriteMapHeader(1);
            writer.Write("length");
            writer.Write(1.0);
        });
        var frames = new FrameReader(output);
        while (true)
        {
            var reader = new PackReader(frames.Read()!);
            reader.ReadArrayHeader();
            var kind = (MessageKind)reader.ReadInt32();
            Assert.That(kind, Is.Not.EqualTo(MessageKind.Failed));
            if (kind == MessageKind.Ready)
                return frames;
        }
    }

    private static void Send(Stream input, Action<PackWriter> write)
    {
        var writer = new PackWriter();
        write(writer);
        input.Write(BitConverter.GetBytes(writer.Length));
        input.Write(writer.ToArray());
        input.Flush();
    }
}
