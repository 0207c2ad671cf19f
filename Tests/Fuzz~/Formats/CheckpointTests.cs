using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Fuzz.Tests.Mutations;
using Repartee.Fuzz.Tests.Seeds;
using Repartee.Sessions.Wire;
using Repartee.Training.Optimization;
using Repartee.Training.Ppo;
using Repartee.Training.Trainer;

namespace Repartee.Fuzz.Tests.Formats;

/// <summary>What a run leaves behind to go on from.</summary>
public sealed class CheckpointTests
{
    private const string Run = "a";
    private static readonly IMutator[] Json = [new ByteMutator(), new JsonMutator()];

    private Scratch scratch = null!;

    [SetUp]
    public void Begin() => scratch = new Scratch();

    [TearDown]
    public void End() => scratch.Dispose();

    [Test]
    public void State()
    {
        byte[][] seeds = [Saved(Conversations.All), Saved([])];
        string file = scratch.At("state.msgpack");
        FuzzRun.Of(new FuzzTarget("state.msgpack", seeds, scratch.Written("state.msgpack", () => StateFormat.Read(file, Run)))
        {
            Mutators = [new ByteMutator(), new PackMutator()],
        });
    }

    [Test]
    public void Learner()
    {
        Saved([]);
        string file = scratch.At(LearnerFile.Name);
        byte[] sound = File.ReadAllBytes(file);
        FuzzRun.Of(new FuzzTarget(
            LearnerFile.Name, [sound], scratch.Written(LearnerFile.Name, () => LearnerFile.Read(file, [("actor", 6f), ("critic", 9f)]))));
    }

    [Test]
    public void Manifest()
    {
        Saved([]);
        string folder = Directory.CreateDirectory(scratch.At("step-000003")).FullName;
        string[] members = ["state.msgpack", LearnerFile.Name];
        foreach (string member in members)
            File.Copy(scratch.At(member), Path.Combine(folder, member));
        byte[] sound = JsonSerializer.SerializeToUtf8Bytes(members.ToDictionary(
            member => member, member => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(scratch.At(member))))));
        var store = new CheckpointStore(scratch.Folder, Run, NullLogger.Instance);
        FuzzRun.Of(new FuzzTarget(
            "manifest.json", [sound], scratch.Written(Path.Combine("step-000003", "manifest.json"), () => store.LoadNewest()))
        {
            Mutators = Json,
        });
    }

    [Test]
    public void RunConfiguration()
    {
        string file = scratch.At("config.json");
        byte[] sound =
            """{"runId":"a","actor":"x","lora":null,"seed":7,"ppo":{"epochs":4,"clipRange":0.2},"rewards":{"length":1}}"""u8.ToArray();
        File.WriteAllBytes(file, sound);
        var same = RunConfig.Parse(file);
        FuzzRun.Of(new FuzzTarget(
            "config.json (run)", [sound], scratch.Written("config.json", () => RunConfig.Parse(file).RequireSame(same, file)))
        {
            Mutators = Json,
            Refuses = error => error is InvalidDataException or IOException || error.GetType() == typeof(InvalidOperationException),
            LongestMessage = 20_000,                                            // it lists what differs
        });
    }

    [Test]
    public void Journal()
    {
        byte[][] seeds = [Journalled(2), Journalled(1)];
        FuzzRun.Of(new FuzzTarget("experience.msgpack", seeds, scratch.Written(ConversationJournal.FileName, () =>
        {
            using var journal = ConversationJournal.Open(scratch.Folder, Run, 0, new ToleratedWrites(NullLogger.Instance));
        }))
        {
            Mutators = [new ByteMutator(), new PartMutator(new PackMutator(), Payloads, WithPayloads)],
        });
    }

    private byte[] Journalled(int conversations)
    {
        File.Delete(scratch.At(ConversationJournal.FileName));
        using (var journal = ConversationJournal.Open(scratch.Folder, Run, 0, new ToleratedWrites(NullLogger.Instance)))
        {
            foreach (int i in Enumerable.Range(0, conversations))
                journal.Append("game", i + 1, Conversations.All[i]);
        }

        return File.ReadAllBytes(scratch.At(ConversationJournal.FileName));
    }

    private static byte[] Payloads(byte[] journal)
    {
        var payloads = new MemoryStream();
        for (int at = 0; at < journal.Length; at += 12 + BitConverter.ToInt32(journal, at))
            payloads.Write(journal, at + 12, BitConverter.ToInt32(journal, at));
        return payloads.ToArray();
    }

    // The damaged bytes as one header and one record, whose checksums are right.
    private static byte[] WithPayloads(byte[] journal, byte[] payloads)
    {
        int header = Math.Min(BitConverter.ToInt32(journal, 0), payloads.Length);
        return [.. Framed(payloads[..header]), .. Framed(payloads[header..])];
    }

    private static byte[] Framed(byte[] payload) =>
        [.. BitConverter.GetBytes(payload.Length), .. SHA256.HashData(payload).AsSpan(0, 8), .. payload];

    private byte[] Saved(FinishedConversation[] waiting)
    {
        var actor = new PartState("actor", [1f, -0f, float.Epsilon], new OptimizerState([4f, 0f, 1f], [5f, 1f, 2f], 6f));
        var critic = new PartState("critic", [], new OptimizerState([], [], 9f));
        var state = new TrainerStart(new TrainerCounters(3, 12, 480, 14, 16), new LearnerState([actor, critic], 0.25), waiting);
        using var stream = new MemoryStream();
        StateFormat.Write(stream, state, Run);
        LearnerFile.Write(scratch.At(LearnerFile.Name), state.Learner!);
        File.WriteAllBytes(scratch.At("state.msgpack"), stream.ToArray());
        return stream.ToArray();
    }
}
