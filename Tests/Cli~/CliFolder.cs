#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Dialogue;
using Repartee.Frozen.Gguf;
using Repartee.Samples.Cli;
using Repartee.Samples.Cli.Chat;
using Repartee.Training.Actor;
using Repartee.Training.Export;

namespace Repartee.Cli.Tests
{
    /// <summary>A folder of its own with a few dialogues, and the program to run on them and on the tavern's actor.</summary>
    internal sealed class CliFolder : IDisposable
    {
        private static readonly string[] Topics = { "the wolves", "the road north", "a bed for the night", "the old mill" };

        internal CliFolder()
        {
            Folder = Directory.CreateTempSubdirectory("cli-tests-").FullName;
            Data = InFolder("dialogues.jsonl");
            DialogueDataset.Write(Data, Rows(8));
        }

        /// <summary>The tavern's actor.</summary>
        internal static string Actor => Path.Combine(AppContext.BaseDirectory, "Actor");

        internal string Folder { get; }

        internal string Data { get; }

        /// <summary>What the last run wrote to its outputs.</summary>
        internal string Output { get; private set; } = "";

        internal string Error { get; private set; } = "";

        /// <summary>Who talks to the next run; without being told, nobody.</summary>
        internal Speaker Speaker { get; set; } = new Speaker(TextReader.Null, IsPerson: false, new Interruption());

        /// <summary>The tavern's actor, frozen.</summary>
        internal string Frozen(GgufType type = GgufType.F32)
        {
            string file = InFolder($"{type}.gguf");
            if (!File.Exists(file))
                ActorExport.ToGguf(ActorFolder.Open(Actor), file, type);
            return file;
        }

        internal static IEnumerable<DialogueState> Rows(int count) =>
            Enumerable.Range(0, count).Select(i => Row(Topics[i % Topics.Length]));

        internal static DialogueState Row(string topic) => new DialogueState(
            "You are Marta, innkeeper of the Gilded Boar.",
            new[] { DialogueMessage.FromUser($"Tell me about {topic}.") },
            new[] { $"Sit down, friend, and I will tell you about {topic}." },
            new Dictionary<string, string> { ["keywords"] = topic });

        internal string InFolder(string name) => Path.Combine(Folder, name);

        internal string WriteFile(string name, string text)
        {
            File.WriteAllText(InFolder(name), text);
            return InFolder(name);
        }

        /// <summary>Runs a verb on the tavern's actor, on the CPU.</summary>
        internal Task<int> RunOnActorAsync(string verb, params string[] args) =>
            RunAsync(new[] { verb, "--actor", Actor, "--device", "cpu" }.Concat(args).ToArray());

        internal Task<int> RunAsync(params string[] args) => RunAsync(new StringWriter(), CancellationToken.None, args);

        internal async Task<int> RunAsync(StringWriter output, CancellationToken stop, params string[] args)
        {
            var error = new StringWriter();
            int exitCode = await new CliProgram(new Terminal(output, error, Speaker)).RunAsync(args, stop);
            Output = output.ToString();
            Error = error.ToString();
            return exitCode;
        }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
