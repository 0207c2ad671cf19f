#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Repartee.Prompting;
using Repartee.Training.Actor;
using Repartee.Training.Tests.Actor;
using Repartee.Training.Tests.Parity;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Export
{
    /// <summary>Actor folders put together of the stored checkpoints and tokenizers.</summary>
    internal static class ExportFixture
    {
        internal static readonly string[] Kinds = { "gpt2", "llama2", "llama3", "mistral", "prefixed", "qwen2", "smollm2", "tekken" };

        /// <summary>Every text that the tokenizer fixtures encode.</summary>
        internal static string[] Texts() => JsonSerializer.Deserialize<string[]>(File.ReadAllText(Tokenizer("strings.json")))!;

        internal static string Package => Path.GetFullPath(FixtureFolder.Checkpoint("..", "..", ".."));

        /// <summary>A stored tokenizer with random weights of two layers, more rows than there are tokens.</summary>
        /// <param name="folder">Where to.</param>
        /// <param name="kind">The tokenizer.</param>
        /// <param name="changes">Changes of its tokenizer.json.</param>
        internal static ActorFolder WithTokenizer(string folder, string kind, JsonNode? changes = null)
        {
            Directory.CreateDirectory(folder);
            var json = JsonNode.Parse(File.ReadAllText(Tokenizer(kind, "tokenizer.json")))!;
            foreach (var change in changes?.AsObject() ?? new JsonObject())
                json[change.Key] = change.Value!.DeepClone();
            File.WriteAllText(Path.Combine(folder, ActorFolder.TokenizerFile), json.ToJsonString());
            File.Copy(Tokenizer(kind, "tokenizer_config.json"), Path.Combine(folder, ActorFolder.TokenizerConfigFile));
            int tokens = TokenizerFile.Load(Path.Combine(folder, ActorFolder.TokenizerFile)).VocabularySize;
            WriteWeights(folder, new ActorConfig
            {
                VocabSize = tokens + 7,
                HiddenSize = 32,
                IntermediateSize = 48,
                Layers = 2,
                Heads = 4,
                KeyValueHeads = 2,
                TieWordEmbeddings = true,
                EosTokenIds = new[] { tokens - 1 },
            });
            string? template = kind == "gpt2" || kind == "prefixed" ? "zephyr" : kind == "tekken" ? "mistral" : null;
            return ActorFolder.Open(folder, template: template);
        }

        /// <summary>A stored checkpoint of 96 tokens with a tokenizer of that many: printable ASCII and Zephyr's end token.</summary>
        internal static ActorFolder WithCheckpoint(string folder, string name)
        {
            Directory.CreateDirectory(folder);
            var files = Directory.GetFiles(FixtureFolder.Checkpoint(name)).Where(file => !Path.GetFileName(file).StartsWith("expected"));
            foreach (string file in files)
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            var vocabulary = new JsonObject { ["</s>"] = 0 };
            for (char letter = '!'; letter <= '~'; letter++)
                vocabulary[letter.ToString()] = vocabulary.Count;
            vocabulary["Ġ"] = vocabulary.Count;
            var byteLevel = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false };
            var tokenizer = new JsonObject
            {
                ["added_tokens"] = new JsonArray(new JsonObject { ["id"] = 0, ["content"] = "</s>", ["special"] = true }),
                ["pre_tokenizer"] = byteLevel,
                ["decoder"] = byteLevel.DeepClone(),
                ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = new JsonArray() },
            };
            File.WriteAllText(Path.Combine(folder, ActorFolder.TokenizerFile), tokenizer.ToJsonString());
            File.WriteAllText(Path.Combine(folder, ActorFolder.TokenizerConfigFile), "{\"repartee_template\":\"zephyr\"}");
            return ActorFolder.Open(folder);
        }

        internal static ActorFolder Tavern() => ActorFolder.Open(Path.Combine(Package, "Samples~", "Tavern", "Actor"));

        internal static void WriteWeights(string folder, ActorConfig config, Action<float[], ActorLayout>? change = null)
        {
            var layout = new ActorLayout(config);
            float[] values = TinyActor.Values(layout);
            change?.Invoke(values, layout);
            config.Save(Path.Combine(folder, ActorFolder.ConfigFile));
            SafetensorsWriter.Write(
                Path.Combine(folder, ActorFolder.WeightsFile), ActorFolder.Tensors(layout, values), SafetensorsDType.F32,
                new Dictionary<string, string> { ["format"] = "pt" });
        }

        private static string Tokenizer(params string[] parts) =>
            Path.Combine(parts.Prepend(FixtureFolder.Checkpoint("..", "tokenizers")).ToArray());
    }
}
