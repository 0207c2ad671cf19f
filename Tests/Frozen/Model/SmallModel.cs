#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;
using Repartee.Prompting;

namespace Repartee.Frozen.Tests.Model
{
    /// <summary>A valid file of a tiny actor, to be changed before it is written.</summary>
    internal sealed class SmallModel
    {
        private static readonly string[] Sentences =
        {
            "Good evening, what may I pour you?", "The ale is two coins and the stew is three.",
        };


        private static readonly ByteLevelBpeTokenizer Trained =
            new ByteLevelBpeTokenizer(BpeTrainer.Train(Sentences, 273, ChatTemplate.Repartee.SpecialTokens));

        private SmallModel(FrozenConfig config, IEnumerable<KeyValuePair<string, object>> tokenizer)
        {
            Config = config;
            Metadata = new Dictionary<string, object>(new[] { KeyValuePair.Create("general.architecture", (object)config.Architecture) }
                .Concat(config.Metadata()).Concat(tokenizer));
            Shapes = FrozenTensors.Of(config).ToDictionary(tensor => tensor.Name, tensor => tensor.Shape);
        }

        internal FrozenConfig Config { get; }

        internal Dictionary<string, object> Metadata { get; }

        internal Dictionary<string, long[]> Shapes { get; }

        /// <summary>Byte-level BPE, the package's own template.</summary>
        internal static SmallModel Bytes(string architecture = "llama")
        {
            int rows = Trained.VocabularySize + 3;
            return new SmallModel(Shape(architecture, rows), new TokenizerWriter(Trained, rows, null).Metadata
                .Append(KeyValuePair.Create(FrozenMetadataKeys.ChatTemplate, (object)ChatTemplate.Repartee.Name))
                .Concat(new SpecialIds { End = 1, Padding = 0 }.Metadata()));
        }

        /// <summary>As converters write SentencePiece's models: scores and no keys of ours.</summary>
        internal static SmallModel Pieces()
        {
            string[] special = { "<unk>", "<s>", "</s>" };
            string[] pieces = { "▁", "a", "b", "ab", "▁ab", "abab", "▁a" };
            string[] tokens = special.Concat(Enumerable.Range(0, 256).Select(b => $"<0x{b:X2}>")).Concat(pieces).ToArray();
            int[] types = tokens.Select((_, id) => id == 0 ? 2 : id < 3 ? 3 : id < 259 ? 6 : 1).ToArray();
            float[] scores = tokens.Select((_, id) => id < 259 ? 0f : 259f - id).ToArray();
            return new SmallModel(Shape("llama", tokens.Length), new Dictionary<string, object>
            {
                [TokenizerKeys.Model] = "llama",
                [TokenizerKeys.Tokens] = tokens,
                [TokenizerKeys.Types] = types,
                [TokenizerKeys.Scores] = scores,
                [TokenizerKeys.Begin] = 1u,
                [TokenizerKeys.End] = 2u,
                [TokenizerKeys.Unknown] = 0u,
                [TokenizerKeys.ChatTemplate] =
                    "{{ bos_token }}{% for message in messages %}{{ '[INST] ' + message['content'] + ' [/INST]' }}{% endfor %}",
            });
        }

        internal SmallModel With(string key, object? value)
        {
            if (value is null) Metadata.Remove(key);
            else Metadata[key] = value;
            return this;
        }

        internal void Write(string path) => GgufWriter.Write(path, Metadata, Shapes.Select(shape =>
            new GgufTensor(shape.Key, shape.Value, GgufType.F16, (_, part) => part.Fill(0.5f))));

        private static FrozenConfig Shape(string architecture, int tokens) => new FrozenConfig
        {
            Architecture = architecture,
            VocabSize = tokens,
            HiddenSize = 8,
            IntermediateSize = 12,
            Layers = 2,
            Heads = 2,
            KeyValueHeads = 1,
            HeadDim = 4,
            ContextLength = 64,
            RmsNormEps = 1e-5f,
            TieWordEmbeddings = true,
            QkvBias = architecture == "qwen2",
            QkNorm = architecture == "qwen3",
        };
    }
}
