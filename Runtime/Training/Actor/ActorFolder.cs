#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Repartee.Internal;
using Repartee.Prompting;
using Repartee.Sessions;
using Repartee.Training.Weights;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// An actor on disk, in the ecosystem's own files, as they come from the Hugging Face hub: <c>config.json</c>,
    /// <c>model.safetensors</c> (or <c>model.safetensors.index.json</c> and its shards), <c>tokenizer.json</c>,
    /// <c>tokenizer_config.json</c>, and <c>generation_config.json</c> where there is one. Or an adapter in PEFT's format on top of one.
    /// </summary>
    public sealed class ActorFolder
    {
        /// <summary>The architecture.</summary>
        public const string ConfigFile = "config.json";

        /// <summary>The weights, where they are one file.</summary>
        public const string WeightsFile = CheckpointWeights.FileName;

        /// <summary>The tokenizer.</summary>
        public const string TokenizerFile = EncoderFolder.TokenizerFile;

        /// <summary>The chat template.</summary>
        public const string TokenizerConfigFile = EncoderFolder.TokenizerConfigFile;

        private static readonly string[] CompanionFiles =
        {
            TokenizerFile, TokenizerConfigFile, GenerationConfig.FileName, "chat_template.jinja", "chat_template.json", "special_tokens_map.json",
        };

        private readonly string? template;

        private ActorFolder(
            string path, string? adapterPath, ActorConfig config, GenerationConfig generation, PromptEncoder encoder, string? template)
        {
            this.template = template;
            Path = path;
            AdapterPath = adapterPath;
            Config = config;
            Generation = generation;
            Encoder = encoder;
        }

        /// <summary>Full path of the folder that holds the backbone's weights.</summary>
        public string Path { get; }

        /// <summary>Full path of the folder of the adapter that lies on top of these weights; null for none.</summary>
        public string? AdapterPath { get; }

        /// <summary>The architecture.</summary>
        public ActorConfig Config { get; }

        /// <summary>How the actor's makers advise to sample.</summary>
        public GenerationConfig Generation { get; }

        /// <summary>Tokenizer and chat template.</summary>
        public PromptEncoder Encoder { get; }

        /// <summary>Ids that end a reply: those of the chat template, of config.json and of generation_config.json.</summary>
        public IReadOnlyList<int> StopTokens =>
            Encoder.StopTokens.Concat(Config.EosTokenIds).Concat(Generation.EosTokenIds).Distinct().ToArray();

        /// <summary>The chat template before it was fitted to the tokenizer.</summary>
        internal ChatTemplateSource TemplateSource =>
            ChatTemplateFile.Open(System.IO.Path.Combine(Path, TokenizerConfigFile), Encoder.Tokenizer, template);

        /// <summary>Full paths of the files that hold the backbone's weights.</summary>
        internal IReadOnlyList<string> BackboneFiles
        {
            get
            {
                using var weights = CheckpointWeights.Open(Path);
                return weights.Entries.Keys.Select(weights.FileOf).Distinct().OrderBy(file => file, StringComparer.Ordinal).ToArray();
            }
        }

        /// <summary>The same with the adapter's.</summary>
        internal IReadOnlyList<string> WeightsFiles => AdapterPath is null
            ? BackboneFiles
            : BackboneFiles.Append(System.IO.Path.Combine(AdapterPath, AdapterConfigFile.WeightsName)).ToArray();

        /// <summary>Opens a folder and checks that its parts fit together, the names and shapes of all weights included. Reads no
        /// weights.</summary>
        /// <param name="path">The actor's folder, or that of an adapter whose configuration names its backbone's folder.</param>
        /// <param name="adapter">Folder of an adapter on top of the actor; null (default) for none.</param>
        /// <param name="template">Name of a chat template that replaces the folder's own; null (default) for that.</param>
        /// <returns>The open folder.</returns>
        /// <exception cref="FileNotFoundException">A file is missing; the message names it.</exception>
        /// <exception cref="InvalidDataException">A file is not what it should be, or of a kind that is not supported; the message says
        /// which are.</exception>
        public static ActorFolder Open(string path, string? adapter = null, string? template = null)
        {
            string full = System.IO.Path.GetFullPath(path);
            if (adapter is null && IsAdapter(full))
                (adapter, full) = (full, BackboneOf(full));
            RequireFiles(full, ConfigFile, TokenizerFile, TokenizerConfigFile);
            var config = ActorConfig.Load(System.IO.Path.Combine(full, ConfigFile));
            var generation = GenerationConfig.Load(full, config.VocabSize);
            var layout = new ActorLayout(config);
            using (var weights = CheckpointWeights.Open(full))
                weights.Require(layout.Checkpoint.Select(t => (t.Name, t.Shape)).ToArray());
            var tokenizer = EncoderFolder.ReadTokenizer(full);
            if (tokenizer.VocabularySize > config.VocabSize)
            {
                throw new InvalidDataException(
                    $"{full}: expected a tokenizer of at most {config.VocabSize} tokens (vocab_size in {ConfigFile}), but {TokenizerFile} has " +
                    $"{tokenizer.VocabularySize}. Take both files from the same actor.");
            }

            var encoder = EncoderFolder.Read(full, tokenizer, template);
            return new ActorFolder(full, adapter is null ? null : System.IO.Path.GetFullPath(adapter), config, generation, encoder, template);
        }

        /// <summary>Reads the weights into an arena of this architecture, each tensor converted to its type in small parts: no second copy
        /// is ever in memory.</summary>
        internal void LoadInto(ActorWeights destination)
        {
            using var weights = CheckpointWeights.Open(Path);
            var buffer = new float[ParameterArena.ChunkElements];
            foreach (var tensor in destination.Layout.Checkpoint)
            {
                for (long done = 0; done < tensor.Count;)
                {
                    int count = (int)Math.Min(buffer.Length, tensor.Count - done);
                    weights.ReadFloat32(tensor.Name, done, buffer.AsSpan(0, count));
                    destination.Arena.Write(tensor.Offset + done, buffer, count);
                    done += count;
                }
            }
        }

        /// <summary>Writes an actor folder with this one's architecture, tokenizer and template.</summary>
        internal void WriteCopy(string path, IEnumerable<SafetensorsTensor> tensors, SafetensorsDType type, IReadOnlyDictionary<string, string> metadata)
        {
            Directory.CreateDirectory(path);
            foreach (string name in CompanionFiles.Where(name => File.Exists(System.IO.Path.Combine(Path, name))))
                File.Copy(System.IO.Path.Combine(Path, name), System.IO.Path.Combine(path, name), overwrite: true);
            if (template != null)
                NameTemplate(System.IO.Path.Combine(path, TokenizerConfigFile), template);
            WriteWeights(path, Config, tensors, type, metadata);
        }

        /// <summary>Writes the folder of a new actor.</summary>
        internal static void Write(
            string path, PromptEncoder encoder, ActorConfig config, IEnumerable<SafetensorsTensor> tensors, SafetensorsDType type,
            IReadOnlyDictionary<string, string> metadata)
        {
            Directory.CreateDirectory(path);
            encoder.Tokenizer.Save(System.IO.Path.Combine(path, TokenizerFile));
            AtomicFile.WriteText(
                System.IO.Path.Combine(path, TokenizerConfigFile),
                JsonSerializer.Serialize(new Dictionary<string, string> { ["repartee_template"] = encoder.Template.Name }) + "\n");
            WriteWeights(path, config, tensors, type, metadata);
        }

        /// <summary>Weights on the host as named tensors of a checkpoint file.</summary>
        internal static IEnumerable<SafetensorsTensor> Tensors(ActorLayout layout, float[] values) =>
            layout.Checkpoint.Select(t => new SafetensorsTensor(t.Name, t.Shape, values.AsMemory((int)t.Offset, (int)t.Count)));

        /// <summary>Weights on a device as named tensors of a checkpoint file, read as they are written.</summary>
        internal static IEnumerable<SafetensorsTensor> Tensors(ActorWeights weights) =>
            weights.Layout.Checkpoint.Select(t => new SafetensorsTensor(t.Name, t.Shape, (first, span) => weights.Arena.Read(t.Offset + first, span)));

        private static void WriteWeights(
            string path, ActorConfig config, IEnumerable<SafetensorsTensor> tensors, SafetensorsDType type, IReadOnlyDictionary<string, string> metadata)
        {
            config.Save(System.IO.Path.Combine(path, ConfigFile));
            SafetensorsWriter.Write(System.IO.Path.Combine(path, WeightsFile), tensors, type, metadata);
        }

        /// <summary>Writes the template's name into a copy of the tokenizer's configuration, so that the copy opens without being told.</summary>
        private static void NameTemplate(string file, string name)
        {
            var config = JsonNode.Parse(File.ReadAllBytes(file))!.AsObject();
            config["repartee_template"] = name;
            AtomicFile.WriteText(file, config.ToJsonString() + "\n");
        }

        private static bool IsAdapter(string full) =>
            File.Exists(System.IO.Path.Combine(full, AdapterConfigFile.Name)) && !File.Exists(System.IO.Path.Combine(full, ConfigFile));

        private static string BackboneOf(string adapter)
        {
            string named = AdapterConfigFile.Load(adapter).BaseModel ?? "";
            string full = System.IO.Path.GetFullPath(System.IO.Path.Combine(adapter, named));
            if (named.Length > 0 && File.Exists(System.IO.Path.Combine(full, ConfigFile)))
                return full;
            throw new FileNotFoundException(
                $"Expected the adapter {adapter} to name the folder of its backbone (base_model_name_or_path), but found \"{named}\", which is no actor's " +
                "folder here. Name the backbone's folder as the actor, and this one as its adapter.", full);
        }

        private static void RequireFiles(string full, params string[] names)
        {
            var missing = names.Where(name => !File.Exists(System.IO.Path.Combine(full, name))).ToArray();
            if (missing.Length > 0)
            {
                throw new FileNotFoundException(
                    $"Expected an actor folder with {ConfigFile}, {WeightsFile}, {TokenizerFile} and {TokenizerConfigFile}, but {full} lacks " +
                    $"{string.Join(", ", missing)}. Name a folder as it comes from the Hugging Face hub, or one that a training run or the Scribe sample " +
                    "wrote.", System.IO.Path.Combine(full, missing[0]));
            }
        }
    }
}
