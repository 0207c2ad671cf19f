#nullable enable
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Repartee.Training.Weights
{
    /// <summary>Which configs describe an actor that can be built.</summary>
    internal static class ActorConfigRules
    {
        private const string Remedy = "Correct it, or take the config.json that came with the weights.";

        internal static void Check(ActorConfig config, string file)
        {
            ActorArchitecture.Named(config.Architecture, file);
            Size(config.VocabSize, 1 << 24, "vocab_size", file);
            Size(config.HiddenSize, 1 << 17, "hidden_size", file);
            Size(config.IntermediateSize, 1 << 20, "intermediate_size", file);
            Size(config.Layers, 1 << 10, "num_hidden_layers", file);
            Size(config.Heads, 1 << 12, "num_attention_heads", file);
            Size(config.KeyValueHeads, 1 << 12, "num_key_value_heads", file);
            Size(config.HeadDim, 1 << 12, "head_dim", file);
            Size(config.MaxPositions, 1 << 24, "max_position_embeddings", file);
            if (config.Heads % config.KeyValueHeads != 0)
                throw Fault(file, "num_attention_heads", $"a multiple of num_key_value_heads {config.KeyValueHeads}", config.Heads);
            if (config.HeadDim % 2 != 0) throw Fault(file, "head_dim", "even, as rotary positions turn pairs of values", config.HeadDim);
            if (!(config.RmsNormEps > 0 && config.RmsNormEps < 1)) throw Fault(file, "rms_norm_eps", "between 0 and 1", config.RmsNormEps);
            if (!(config.RopeTheta > 1 && config.RopeTheta <= 1e12))
                throw Fault(file, "rope_theta", "above 1 and at most 1e12", config.RopeTheta);
            if (config.RopeScaling != null) Check(config.RopeScaling, file);
            Token(config.BosTokenId, "bos_token_id", config.VocabSize, file);
            Token(config.PadTokenId, "pad_token_id", config.VocabSize, file);
            Tokens(config.EosTokenIds, config.VocabSize, file);
        }

        private static void Check(Llama3RopeScaling scaling, string file)
        {
            if (!(scaling.Factor >= 1 && scaling.Factor <= 1e6))
                throw Fault(file, "factor of the llama3 rope scaling", "from 1 to 1e6", scaling.Factor);
            if (!(scaling.LowFrequencyFactor > 0 && scaling.LowFrequencyFactor <= 1e6))
                throw Fault(file, "low_freq_factor of the llama3 rope scaling", "above 0 and at most 1e6", scaling.LowFrequencyFactor);
            if (!(scaling.HighFrequencyFactor > scaling.LowFrequencyFactor && scaling.HighFrequencyFactor <= 1e6))
                throw Fault(
                    file, "high_freq_factor of the llama3 rope scaling",
                    $"above low_freq_factor {Shown(scaling.LowFrequencyFactor)} and at most 1e6", scaling.HighFrequencyFactor);
            Size(scaling.OriginalMaxPositions, 1 << 24, "original_max_position_embeddings", file);
        }

        // Several times the largest known actor's, and small enough that no count of elements overflows.
        private static void Size(int value, int most, string name, string file)
        {
            if (value < 1 || value > most) throw Fault(file, name, $"from 1 to {most}", value);
        }

        private static void Tokens(IReadOnlyList<int> ids, int vocabulary, string file)
        {
            foreach (int id in ids) Token(id, "eos_token_id", vocabulary, file);
        }

        private static void Token(int? id, string name, int vocabulary, string file)
        {
            if (id is int value && (value < 0 || value >= vocabulary))
                throw Fault(file, name, $"a token id from 0 to {vocabulary - 1} (vocab_size {vocabulary})", value);
        }

        private static InvalidDataException Fault(string file, string name, string expected, double found) =>
            new InvalidDataException($"{file}: expected {name} to be {expected}, but found {Shown(found)}. {Remedy}");

        private static string Shown(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    }
}
