using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Sessions.Wire;

namespace Repartee.TrainerHost;

/// <summary>Reads what the client says, one message after the other, until it says stop or says nothing any more.</summary>
internal sealed class Host
{
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(1);

    private readonly FrameReader frames;
    private readonly FrameSender sender;
    private HostSession? session;

    internal Host(Stream input, Stream output)
    {
        frames = new FrameReader(input);
        sender = new FrameSender(output, "Repartee host, sending", _ => { });   // the input ends then, too
    }

    /// <returns>The process's exit code.</returns>
    internal int Run()
    {
        Post(writer =>
        {
            writer.WriteArrayHeader(5);
            writer.Write((int)MessageKind.Hello);
            writer.Write(TrainerProtocol.Magic);
            writer.Write(TrainerProtocol.Version);
            writer.Write(typeof(Host).Assembly.GetName().Version?.ToString(3));
            writer.Write(Environment.ProcessId);
        });
        using var beat = new Timer(_ => Beat(), null, BeatEvery, BeatEvery);
        int code;
        try
        {
            code = Listen();
        }
        catch (PackException error)
        {
            Console.Error.WriteLine($"Expected messages of protocol {TrainerProtocol.Version}, but {error.Message}");
            code = 4;
        }
        catch (IOException error)
        {
            Console.Error.WriteLine($"Expected to read messages, but {error.Message}");
            code = 5;
        }

        session?.Stop();
        if (code == 0)
            Post(writer => Kind(writer, MessageKind.Stopped));
        beat.Dispose();
        sender.Close();
        sender.Join(SendLimit);
        return code;
    }

    private static void Kind(PackWriter writer, MessageKind kind)
    {
        writer.WriteArrayHeader(1);
        writer.Write((int)kind);
    }

    private int Listen()
    {
        while (frames.Read() is byte[] message)
        {
            var reader = new PackReader(message);
            reader.ReadArrayHeader();
            var kind = (MessageKind)reader.ReadInt32();
            if (kind == MessageKind.Stop)
                return 0;
            if (kind == MessageKind.Start && session is null)
            {
                if (!TryStart(reader))
                    return 1;
            }
            else if (session is null)
            {
                throw new PackException($"a message of the kind {(int)kind} came before a session was started.");
            }
            else
            {
                session.Take(kind, reader);
            }
        }

        return 0;                                                               // the client is gone
    }

    private bool TryStart(PackReader reader)
    {
        int version = reader.ReadInt32();
        if (version != TrainerProtocol.Version)
            throw new PackException($"expected version {TrainerProtocol.Version} of the protocol, but found {version}.");
        try
        {
            session = HostSession.Start(reader, Post);
            return true;
        }
        catch (Exception error) when (error is not PackException)
        {
            Console.Error.WriteLine(error);
            Post(writer =>
            {
                writer.WriteArrayHeader(2);
                writer.Write((int)MessageKind.Failed);
                ErrorFormat.Write(writer, error);
            });
            return false;
        }
    }

    private void Beat() => Post(writer =>
    {
        writer.WriteArrayHeader(2);
        writer.Write((int)MessageKind.Beat);
        writer.Write(session?.DroppedConversations ?? 0);
    });

    private void Post(Action<PackWriter> write)
    {
        var writer = new PackWriter();
        write(writer);
        sender.Post(writer.ToArray());
    }
}
