using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Fuzz.Tests.Mutations;
using Repartee.Fuzz.Tests.Seeds;
using Repartee.Sessions;
using Repartee.Sessions.Client;
using Repartee.Sessions.Wire;

namespace Repartee.Fuzz.Tests.Formats;

/// <summary>What goes between a game's process and the trainer's.</summary>
public sealed class MessageTests
{
    private static readonly TrainingProgress Progress = new(
        3, 4, 5, 0.5, new Dictionary<string, double> { ["policy/kl"] = 0.1, ["a"] = 1 },
        [
            new ReplySample(
                1, "Keeper.", "Ale?", "Two coins.", 0.5, new Dictionary<string, double> { ["length"] = 1 },
                [KeyValuePair.Create("tip", 1.0)], new Dictionary<string, string> { ["x"] = "went wrong" }),
        ]);

    [Test]
    public void Frames() => Messages(
        "frames",
        bytes =>
        {
            var frames = new FrameReader(new MemoryStream(bytes));
            while (frames.Read() is byte[] message)
                if (message.Length == 0 || message.Length > bytes.Length)
                    throw new InvalidOperationException($"A message of {message.Length} bytes came out of {bytes.Length}.");
        },
        [new ByteMutator()],
        [3, 0, 0, 0, 1, 2, 3, 1, 0, 0, 0, 9], [.. new byte[] { 44, 1, 0, 0 }, .. new byte[300]]);

    [Test]
    public void Conversation() => Packed(
        "message: conversation", reader => ConversationFormat.Read(reader),
        [.. Conversations.All.Select(conversation => Conversations.Packed(writer => ConversationFormat.Write(writer, conversation)))]);

    [Test]
    public void Options() => Packed(
        "message: options", reader => OptionsFormat.Read(reader),
        Conversations.Packed(writer => OptionsFormat.Write(writer, new TrainingOptions { ActorFolder = "x" })),
        Conversations.Packed(writer => OptionsFormat.Write(writer, new TrainingOptions
        {
            ActorFolder = "x",
            Lora = new AdapterConfig { Rank = 4 },
            Voices = new Dictionary<string, string> { ["smith"] = "y", ["cook"] = "z" },
            RewardModel = new RewardModelTerm { Folder = "f" },
        })));

    [Test]
    public void Job() => Packed(
        "message: prompt", reader => JobFormat.Read(reader),
        Conversations.Packed(writer =>
            JobFormat.Write(writer, 7, new GenerationJob([1, 2, 3], new SamplingOptions(), 5, default, null, 1))));

    [Test]
    public void Ready() => Packed(
        "message: ready",
        reader =>
        {
            reader.ReadArrayHeader();
            reader.ReadInt32();
            ReadyMessage.Read(reader);
        },
        Conversations.Packed(new ReadyMessage(
            new NativeBackendInfo("package", "there", "cpu", false, null, 1), null, "nowhere", "repartee", 160, 0, Progress).Write));

    [Test]
    public void ProgressOfTraining() => Packed(
        "message: progress", reader => ProgressFormat.Read(reader),
        Conversations.Packed(writer => ProgressFormat.Write(writer, Progress)));

    [Test]
    public void Error() => Packed(
        "message: error", reader => ErrorFormat.Read(reader),
        Conversations.Packed(writer => ErrorFormat.Write(writer, new InvalidDataException("x: expected y."))),
        Conversations.Packed(writer => ErrorFormat.Write(writer, new NotSupportedException("no"))));

    [Test]
    public void Export() => Packed(
        "message: export",
        reader =>
        {
            reader.ReadArrayHeader();
            reader.ReadInt32();
            reader.ReadInt64();
            ExportFormat.ReadRequest(reader);
        },
        ExportFormat.Request(4, "x.gguf", Frozen.Gguf.GgufType.F16, new ExportOptions { Name = "Smith" }),
        ExportFormat.Request(4, "x.gguf", Frozen.Gguf.GgufType.Q8_0, new ExportOptions
        {
            Sampling = new Frozen.Model.FrozenSampling { Temperature = 0.5f, MaxTokens = 9 },
            PolicyVersion = 9,
            Rewards = new Dictionary<string, float> { ["length"] = 0.5f },
        }));

    [Test]
    public void Report() => Packed(
        "message: export report", reader => ExportFormat.ReadReport(reader),
        Conversations.Packed(writer => ExportFormat.WriteReport(writer, new ExportReport("x.gguf", 100, 20, "00ff", ["one", "two"]))));

    private static void Packed(string format, Action<PackReader> read, params byte[][] seeds) =>
        Messages(format, bytes => read(new PackReader(bytes)), [new ByteMutator(), new PackMutator()], seeds);

    private static void Messages(string format, Action<byte[]> read, IMutator[] mutators, params byte[][] seeds) =>
        FuzzRun.Of(new FuzzTarget(format, seeds, read) { Mutators = mutators, Refuses = error => error is PackException, Says = [""] });
}
