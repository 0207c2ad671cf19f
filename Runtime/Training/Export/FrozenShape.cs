#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using Repartee.Frozen.Model;
using Repartee.Training.Weights;

namespace Repartee.Training.Export
{
    /// <summary>An actor's config as a GGUF file says it.</summary>
    internal static class FrozenShape
    {
        /// <exception cref="InvalidDataException">A GGUF file cannot say it.</exception>
        internal static FrozenConfig Of(ActorConfig config, string place)
        {
            config.Validate(place);
            ActorArchitecture.RequireWritable(config, place);
            string type = ActorArchitecture.Named(config.Architecture, place).ModelType;
            if (config.VocabSize > 1 << 22)
                throw new InvalidDataException(
                    $"{place}: expected vocab_size of at most {1 << 22}, but found {config.VocabSize}. Play the actor's folder instead.");
            return new FrozenConfig
            {
                Architecture = type == "mistral" ? "llama" : type,              // the same but for sliding windows, which are refused
                VocabSize = config.VocabSize,
                HiddenSize = config.HiddenSize,
                IntermediateSize = config.IntermediateSize,
                Layers = config.Layers,
                Heads = config.Heads,
                KeyValueHeads = config.KeyValueHeads,
                HeadDim = config.HeadDim,
                ContextLength = config.MaxPositions,
                RmsNormEps = (float)config.RmsNormEps,
                RopeTheta = (float)config.RopeTheta,
                RopeFrequencyFactors = Factors(config),
                TieWordEmbeddings = config.TieWordEmbeddings,
                QkvBias = config.QkvBias,
                QkNorm = config.QkNorm,
            };
        }

        // What RotaryTable multiplies each frequency by, the other way up.
        private static IReadOnlyList<float> Factors(ActorConfig config)
        {
            if (!(config.RopeScaling is Llama3RopeScaling scaling))
                return Array.Empty<float>();
            var factors = new float[config.HeadDim / 2];
            for (int i = 0; i < factors.Length; i++)
            {
                double turns = scaling.OriginalMaxPositions * Math.Pow(config.RopeTheta, -2.0 * i / config.HeadDim) / (2.0 * Math.PI);
                double share = (turns - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);
                share = Math.Min(1.0, Math.Max(0.0, share));
                factors[i] = (float)(1.0 / (share + (1.0 - share) / scaling.Factor));
            }

            return factors;
        }
    }
}
