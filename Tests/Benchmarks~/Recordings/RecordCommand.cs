using System;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Frozen;
using Repartee.Frozen.Gguf;
using Repartee.Sessions.Recordings;
using Repartee.Training.Actor;
using Repartee.Training.Export;

namespace Repartee.Benchmarks.Recordings;

/// <summary><c>record</c>: plays a dataset against a frozen actor and records it, to replay.</summary>
internal static class RecordCommand
{
    private const int AtATime = 16;

    public static Command Create()
    {
        var actor = new Option<DirectoryInfo>("--actor") { Description = "Folder of the actor.", Required = true };
        var data = new Option<FileInfo>("--data")
        {
            Description = "Rows that end with the player's line; those tagged split heldout are " +
            "left out.",
            Required = true
        };
        var output = new Option<string>("--out") { Description = "The recording.", Required = true };
        var count = new Option<int>("--count") { Description = "Conversations.", DefaultValueFactory = _ => 2048 };
        var temperature = new Option<double>("--temperature") { DefaultValueFactory = _ => 0.7 };
        var command = new Command("record", "Freezes an actor, plays a dataset against it and records the play.") { actor, data, output, count, temperature };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(actor)!.FullName, parsed.GetValue(data)!.FullName, parsed.GetValue(output)!, parsed.GetValue(count),
            parsed.GetValue(temperature), stop));
        return command;
    }

    private static async Task<int> RunAsync(string folder, string data, string output, int count, double temperature, CancellationToken stop)
    {
        var rows = DialogueDataset.Read(data).Rows.Where(row => !(row.Tags.TryGetValue("split", out string? part) && part == "heldout")).ToList();
        string file = Path.GetTempFileName();
        try
        {
            ActorExport.ToGguf(ActorFolder.Open(folder), file, GgufType.F32);
            await using var actor = await FrozenActor.LoadAsync(file, new FrozenActorOptions
            {
                Threads = Environment.ProcessorCount,
                MaxCaches = AtATime,
                Sampling = new SamplingOptions { Temperature = temperature },
            });
            using var recorder = ConversationRecorder.Record(actor, output);
            var watch = Stopwatch.StartNew();
            for (int start = 0; start < count; start += AtATime)
            {
                var talks = Enumerable.Range(start, Math.Min(AtATime, count - start)).Select(i => actor.BeginConversation(rows[i % rows.Count])).ToList();
                await Task.WhenAll(talks.Select(talk => talk.ReplyAsync(null, stop)));
                talks.ForEach(talk => talk.Complete());
            }

            Console.WriteLine(
                $"{recorder.Recorded} conversations, {new FileInfo(output).Length:N0} bytes, {watch.Elapsed.TotalSeconds:F1} s");
            return 0;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
