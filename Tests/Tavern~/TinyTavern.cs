#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Dialogue;
using Repartee.Prompting;
using Repartee.Samples.Cli;
using Repartee.Samples.Cli.Chat;
using Repartee.Samples.Tavern;
using Repartee.Training.Actor;
using Repartee.Training.Weights;

namespace Repartee.Tavern.Tests
{
    /// <summary>A folder of its own with an actor that knows nothing yet, a few dialogues, and the program to run on them.</summary>
    internal sealed class TinyTavern : IDisposable
    {
        private static readonly string[] Topics = { "the wolves", "the road north", "a bed for the night", "the old mill" };

        internal TinyTavern()
        {
            Folder = Directory.CreateTempSubdirectory("tavern-tests-").FullName;
            DatasetFile = InFolder("dialogues.jsonl");
            DialogueDataset.Write(DatasetFile, Rows("heldout", 3).Concat(Rows("train", 9)));
        }

        internal string Folder { get; }

        internal string DatasetFile { get; }

        /// <summary>Settings under which an update takes a moment.</summary>
        internal string ConfigFile => WriteFile(
            "config.json",
            "{\"ppo\": {\"bufferSize\": 4, \"minibatchSize\": 2, \"epochs\": 1}, \"sampling\": {\"maxTokens\": 8}, \"threads\": 1}");

        /// <summary>What the last run wrote to its outputs.</summary>
        internal string Output { get; private set; } = "";

        internal string Error { get; private set; } = "";

        /// <summary>Who talks at the end of the next run; without being told, nobody.</summary>
        internal Speaker Speaker { get; set; } = new Speaker(TextReader.Null, IsPerson: false, new Interruption());

        internal static IEnumerable<DialogueState> Rows(string? split, int count) =>
            Enumerable.Range(0, count).Select(i => Row(split, Topics[i % Topics.Length]));

        internal string InFolder(string name) => Path.Combine(Folder, name);

        internal string WriteFile(string name, string text)
        {
            File.WriteAllText(InFolder(name), text);
            return InFolder(name);
        }

        /// <summary>Writes the actor and returns its folder.</summary>
        internal string Actor()
        {
            string folder = Directory.CreateDirectory(InFolder("Actor")).FullName;
            var texts = Rows(null, 4).SelectMany(row => row.Solutions.Append(row.Persona).Append(row.Messages[0].Content));
            var vocabulary = BpeTrainer.Train(texts, 300, ChatTemplate.Repartee.SpecialTokens);
            vocabulary.Save(Path.Combine(folder, ActorFolder.TokenizerFile));
            File.WriteAllText(Path.Combine(folder, ActorFolder.TokenizerConfigFile), "{\"repartee_template\": \"repartee\"}");
            var config = new ActorConfig
            {
                VocabSize = vocabulary.Tokens.Count,
                HiddenSize = 16,
                IntermediateSize = 24,
                Layers = 1,
                Heads = 2,
                MaxPositions = 128,
                TieWordEmbeddings = true,
            };
            config.Save(folder);
            SafetensorsWriter.Write(Path.Combine(folder, ActorFolder.WeightsFile), Weights(config), SafetensorsDType.F32);
            return folder;
        }

        /// <summary>Runs the program with this folder's actor, dialogues and settings.</summary>
        internal Task<int> TrainAsync(params string[] args) => TrainAsync(new StringWriter(), CancellationToken.None, args);

        internal Task<int> TrainAsync(StringWriter output, CancellationToken stop, params string[] args)
        {
            var own = new[] { "--actor", Actor(), "--dataset", DatasetFile, "--config", ConfigFile, "--device", "cpu" };
            return RunAsync(output, stop, args.Concat(own).ToArray());
        }

        internal Task<int> RunAsync(params string[] args) => RunAsync(new StringWriter(), CancellationToken.None, args);

        public void Dispose() => Directory.Delete(Folder, recursive: true);

        private static DialogueState Row(string? split, string topic) => new DialogueState(
            "Mira, the innkeeper.",
            new[] { DialogueMessage.FromUser($"Tell me about {topic}.") },
            new[] { $"Sit down, friend, and I will tell you about {topic}." },
            split is null ? null : new Dictionary<string, string> { ["split"] = split, ["keywords"] = topic });

        private async Task<int> RunAsync(StringWriter output, CancellationToken stop, string[] args)
        {
            var error = new StringWriter();
            int exitCode = await new TavernProgram(output, error, Speaker).RunAsync(args, stop);
            Output = output.ToString();
            Error = error.ToString();
            return exitCode;
        }

        private static IEnumerable<SafetensorsTensor> Weights(ActorConfig config)
        {
            long d = config.HiddenSize, f = config.IntermediateSize;
            const string layer = "model.layers.0.";
            var matrices = new (string Name, long Rows, long Columns)[]
            {
                ("model.embed_tokens", config.VocabSize, d), (layer + "self_attn.q_proj", d, d), (layer + "self_attn.k_proj", d, d),
                (layer + "self_attn.v_proj", d, d), (layer + "self_attn.o_proj", d, d), (layer + "mlp.gate_proj", f, d),
                (layer + "mlp.up_proj", f, d), (layer + "mlp.down_proj", d, f),
            };
            var random = new Random(1);
            foreach (var (name, rows, columns) in matrices)
            {
                var values = Enumerable.Range(0, (int)(rows * columns)).Select(_ => (random.NextSingle() - 0.5f) * 0.5f).ToArray();
                yield return new SafetensorsTensor(name + ".weight", new[] { rows, columns }, values);
            }

            foreach (string norm in new[] { "model.norm", layer + "input_layernorm", layer + "post_attention_layernorm" })
                yield return new SafetensorsTensor(norm + ".weight", new[] { d }, Enumerable.Repeat(1f, (int)d).ToArray());
        }
    }
}
