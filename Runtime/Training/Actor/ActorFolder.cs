#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Internal;
using Repartee.Prompting;
using Repartee.Training.Weights;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// An actor on disk, in the ecosystem's own files: <c>config.json</c>, <c>model.safetensors</c>, <c>tokenizer.json</c> and
    /// <c>tokenizer_config.json</c> (whose <c>repartee_template</c> names the chat template).
    /// </summary>
    public sealed class ActorFolder
    {
        /// <summary>The architecture.</summary>
        public const string ConfigFile = "config.json";

        /// <summary>The weights.</summary>
        public const string WeightsFile = "model.safetensors";

        /// <summary>The tokenizer.</summary>
        public const string TokenizerFile = "tokenizer.json";

        /// <summary>The chat template's name.</summary>
        public const string TokenizerConfigFile = "tokenizer_config.json";

        private ActorFolder(string path, ActorConfig config, PromptEncoder encoder)
        {
            Path = path;
            Config = config;
            Encoder = encoder;
        }

        /// <summary>Full path of the folder.</summary>
        public string Path { get; }

        /// <summary>The architecture.</summary>
        public ActorConfig Config { get; }

        /// <summary>Tokenizer and chat template.</summary>
        public PromptEncoder Encoder { get; }

        /// <summary>Opens a folder and checks that its parts fit together. Reads no weights.</summary>
        /// <param name="path">The folder.</param>
        /// <returns>The open folder.</returns>
        /// <exception cref="FileNotFoundException">A file is missing; the message names it.</exception>
        /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
        public static ActorFolder Open(string path)
        {
            string full = System.IO.Path.GetFullPath(path);
            var missing = new[] { ConfigFile, WeightsFile, TokenizerFile, TokenizerConfigFile }
                .Where(name => !File.Exists(System.IO.Path.Combine(full, name))).ToArray();
            if (missing.Length > 0)
            {
                throw new FileNotFoundException(
                    $"Expected an actor folder with {ConfigFile}, {WeightsFile}, {TokenizerFile} and {TokenizerConfigFile}, but {full} lacks " +
                    $"{string.Join(", ", missing)}. Name a folder that a training run or the Scribe sample wrote.", System.IO.Path.Combine(full, missing[0]));
            }

            var config = ActorConfig.Load(System.IO.Path.Combine(full, ConfigFile));
            var tokenizer = ByteLevelBpeTokenizer.Load(System.IO.Path.Combine(full, TokenizerFile));
            if (tokenizer.VocabularySize > config.VocabSize)
            {
                throw new InvalidDataException(
                    $"{full}: expected a tokenizer of at most {config.VocabSize} tokens (vocab_size in {ConfigFile}), but {TokenizerFile} has " +
                    $"{tokenizer.VocabularySize}. Take both files from the same actor.");
            }

            return new ActorFolder(full, config, new PromptEncoder(tokenizer, ReadTemplate(System.IO.Path.Combine(full, TokenizerConfigFile))));
        }

        /// <summary>Reads the weights into the order of the layout, float32.</summary>
        internal float[] ReadWeights(ActorLayout layout)
        {
            string file = System.IO.Path.Combine(Path, WeightsFile);
            using var weights = SafetensorsFile.Open(file);
            var values = new float[layout.Parameters.Count];
            foreach (var tensor in layout.Checkpoint)
            {
                if (!weights.Entries.TryGetValue(tensor.Name, out var entry))
                    throw new InvalidDataException($"{file}: expected a tensor \"{tensor.Name}\", but found none. Is {ConfigFile} this actor's?");
                if (!entry.Shape.SequenceEqual(tensor.Shape))
                {
                    throw new InvalidDataException(
                        $"{file}: expected \"{tensor.Name}\" of shape [{string.Join(", ", tensor.Shape)}], but found [{string.Join(", ", entry.Shape)}]. " +
                        $"Is {ConfigFile} this actor's?");
                }

                weights.ReadFloat32(tensor.Name, values.AsSpan((int)tensor.Offset, (int)tensor.Shape.Aggregate(1L, (a, b) => a * b)));
            }

            return values;
        }

        /// <summary>Writes an actor folder with this one's architecture, tokenizer and template.</summary>
        internal void WriteCopy(string path, ActorLayout layout, float[] values, SafetensorsDType type, IReadOnlyDictionary<string, string> metadata)
        {
            Directory.CreateDirectory(path);
            foreach (string name in new[] { TokenizerFile, TokenizerConfigFile })
                File.Copy(System.IO.Path.Combine(Path, name), System.IO.Path.Combine(path, name), overwrite: true);
            WriteWeights(path, layout, values, type, metadata);
        }

        /// <summary>Writes the folder of a new actor.</summary>
        internal static void Write(
            string path, PromptEncoder encoder, ActorLayout layout, float[] values, SafetensorsDType type, IReadOnlyDictionary<string, string> metadata)
        {
            if (!(encoder.Tokenizer is ByteLevelBpeTokenizer tokenizer))
                throw new ArgumentException($"Expected a {nameof(ByteLevelBpeTokenizer)}, but found {encoder.Tokenizer.GetType().Name}, which has no file format.");
            Directory.CreateDirectory(path);
            tokenizer.Vocabulary.Save(System.IO.Path.Combine(path, TokenizerFile));
            AtomicFile.WriteText(
                System.IO.Path.Combine(path, TokenizerConfigFile),
                JsonSerializer.Serialize(new Dictionary<string, string> { ["repartee_template"] = encoder.Template.Name }) + "\n");
            WriteWeights(path, layout, values, type, metadata);
        }

        private static void WriteWeights(
            string path, ActorLayout layout, float[] values, SafetensorsDType type, IReadOnlyDictionary<string, string> metadata)
        {
            layout.Config.Save(System.IO.Path.Combine(path, ConfigFile));
            SafetensorsWriter.Write(System.IO.Path.Combine(path, WeightsFile), Tensors(layout, values), type, metadata);
        }

        /// <summary>The weights as named tensors of a checkpoint file.</summary>
        internal static IEnumerable<SafetensorsTensor> Tensors(ActorLayout layout, float[] values) => layout.Checkpoint.Select(t =>
            new SafetensorsTensor(t.Name, t.Shape, values.AsMemory((int)t.Offset, (int)t.Shape.Aggregate(1L, (a, b) => a * b))));

        private static ChatTemplate ReadTemplate(string file)
        {
            try
            {
                using var document = JsonDocument.Parse(File.ReadAllBytes(file));
                if (document.RootElement.ValueKind == JsonValueKind.Object
                    && document.RootElement.TryGetProperty("repartee_template", out var name) && name.ValueKind == JsonValueKind.String)
                {
                    return ChatTemplate.ByName(name.GetString()!);
                }
            }
            catch (JsonException error)
            {
                throw new InvalidDataException($"{file}: expected JSON, but {error.Message}", error);
            }

            throw new InvalidDataException(
                $"{file}: expected \"repartee_template\" with one of {string.Join(", ", ChatTemplate.All.Select(t => t.Name))}, but found none. Add the " +
                "template the actor was trained with.");
        }
    }
}
