#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Dialogue;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;
using Repartee.Frozen.Tests.Decoding;
using Repartee.Prompting;

namespace Repartee.Frozen.Tests
{
    /// <summary>A file of an actor that babbles: random weights, the 256 bytes and two merges as vocabulary, Repartee's template. Now and
    /// then it ends a reply by itself.</summary>
    internal static class TinyActor
    {
        internal static readonly DialogueState Tavern = DialogueState.Begin("You keep the tavern at the north gate and know everybody.");
        internal static readonly DialogueState Smithy = DialogueState.Begin("You are the smith.");

        private const int Stop = 1;

        internal static ByteLevelBpeTokenizer Tokenizer { get; } = NewTokenizer();

        /// <summary>More rows than tokens, and no multiple of 16.</summary>
        internal static FrozenConfig Shape(int context) => new FrozenConfig
        {
            Architecture = "llama",
            VocabSize = 270,
            HiddenSize = 32,
            IntermediateSize = 48,
            Layers = 2,
            Heads = 4,
            KeyValueHeads = 2,
            HeadDim = 8,
            ContextLength = context,
            RmsNormEps = 1e-5f,
        };

        internal static void Write(string path, int context = 512, bool stops = true, params (string Key, object Value)[] more)
        {
            FrozenConfig config = Shape(context);
            IEnumerable<KeyValuePair<string, object>> metadata = new TokenizerWriter(Tokenizer, config.VocabSize, null).Metadata
                .Append(KeyValuePair.Create(FrozenMetadataKeys.ChatTemplate, (object)"repartee"))
                .Concat(more.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));
            TinyModel.Write(path, config, _ => GgufType.F16, seed: 5, metadata, (name, elements) =>
            {
                if (name == FrozenTensors.Output)
                {
                    Span<float> stop = elements.AsSpan(Stop * config.HiddenSize, config.HiddenSize);
                    foreach (ref float element in stop) element = stops ? element * 3 : 0;
                    if (!stops) stop[0] = -20;
                }

                // Without stops: what the end goes by is far above zero, whatever was said.
                for (int i = 0; !stops && name == FrozenTensors.Embedding && i < elements.Length; i += config.HiddenSize) elements[i] = 6;
            });
        }

        private static ByteLevelBpeTokenizer NewTokenizer()
        {
            IReadOnlyList<string> special = ChatTemplate.Repartee.SpecialTokens;
            IEnumerable<string> bytes = Enumerable.Range(0, 256).Select(value => ByteLevelAlphabet.ToChar((byte)value).ToString());
            return new ByteLevelBpeTokenizer(new BpeVocabulary(
                special.Concat(bytes).Append("th").Append("the"), new[] { "t h", "th e" }, special));
        }
    }
}
