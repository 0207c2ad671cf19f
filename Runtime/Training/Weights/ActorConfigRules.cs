#nullable enable
using System.Collections.Generic;
using System.IO;

namespace Repartee.Training.Weights
{
    /// <summary>Which configs describe an actor that can be built.</summary>
    internal static class ActorConfigRules
    {
        internal static void Check(ActorConfig config, string file)
        {
            ActorArchitecture.Named(config.Architecture, file);
            Positive(config.VocabSize, "vocab_size", file);
            Positive(config.HiddenSize, "hidden_size", file);
            Positive(config.IntermediateSize, "intermediate_size", file);
            Positive(config.Layers, "num_hidden_layers", file);
            Positive(config.Heads, "num_attention_heads", file);
            Positive(config.KeyValueHeads, "num_key_value_heads", file);
            Positive(config.HeadDim, "head_dim", file);
            Positive(config.MaxPositions, "max_position_embeddings", file);
            if (config.Heads % config.KeyValueHeads != 0)
                throw new InvalidDataException(
                    $"{file}: num_attention_heads {config.Heads} is not a multiple of num_key_value_heads {config.KeyValueHeads}.");
            if (config.HeadDim % 2 != 0)
                throw new InvalidDataException($"{file}: head_dim {config.HeadDim} is odd, but rotary positions turn pairs of values.");
            if ((long)config.Heads * config.HeadDim > int.MaxValue)
                throw new InvalidDataException(
                    $"{file}: num_attention_heads {config.Heads} times head_dim {config.HeadDim} is more than {int.MaxValue}.");
            if (!(config.RmsNormEps > 0 && config.RmsNormEps < 1))
                throw new InvalidDataException($"{file}: rms_norm_eps {config.RmsNormEps} is not between 0 and 1.");
            if (!(config.RopeTheta > 1 && config.RopeTheta <= 1e12))
                throw new InvalidDataException($"{file}: rope_theta {config.RopeTheta} is not above 1 and at most 1e12.");
            Token(config.BosTokenId, "bos_token_id", config.VocabSize, file);
            Token(config.PadTokenId, "pad_token_id", config.VocabSize, file);
            Tokens(config.EosTokenIds, config.VocabSize, file);
        }

        private static void Positive(int value, string name, string file)
        {
            if (value < 1) throw new InvalidDataException($"{file}: {name} {value} is not a positive number.");
        }

        private static void Tokens(IReadOnlyList<int> ids, int vocabulary, string file)
        {
            foreach (int id in ids) Token(id, "eos_token_id", vocabulary, file);
        }

        private static void Token(int? id, string name, int vocabulary, string file)
        {
            if (id < 0 || id >= vocabulary)
                throw new InvalidDataException($"{file}: {name} {id} is not a token id from 0 to {vocabulary - 1} (vocab_size " +
                    $"{vocabulary}).");
        }
    }
}
