#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Model
{
    /// <summary>How a file advises to sample from its actor. A null is what it leaves out. Immutable.</summary>
    public sealed record FrozenSampling
    {
        /// <summary>What logits are divided by (<c>general.sampling.temp</c>), from 0 to 100; 0 means the likeliest token.</summary>
        public float? Temperature { get; init; }

        /// <summary>How many of the likeliest tokens are drawn from (<c>general.sampling.top_k</c>), at least 0; 0 for all.</summary>
        public int? TopK { get; init; }

        /// <summary>The probability that the likeliest tokens which are drawn from add up to (<c>general.sampling.top_p</c>), above 0 and
        /// at most 1.</summary>
        public float? TopP { get; init; }

        /// <summary>What the logits of tokens already there are divided by where positive and multiplied by where negative
        /// (<c>general.sampling.penalty_repeat</c>), above 0 and at most 100; 1 for no penalty.</summary>
        public float? RepetitionPenalty { get; init; }

        /// <summary>Tokens a reply may have (<c>repartee.sampling.max_tokens</c>), from 1 to 1048576.</summary>
        public int? MaxTokens { get; init; }

        /// <summary>Checks that values are in their ranges.</summary>
        /// <exception cref="ArgumentException">One is not; the message names its key.</exception>
        public void Validate()
        {
            if (Fault() is string fault) throw new ArgumentException($"Sampling: {fault}.");
        }

        /// <exception cref="InvalidDataException">A value is out of its range.</exception>
        internal static FrozenSampling Read(GgufFile file)
        {
            GgufMetadata metadata = file.Metadata;
            float? Number(string key) => metadata.Contains(key) ? metadata.RequiredSingle(key) : (float?)null;
            int? Whole(string key) => metadata.Contains(key) ? metadata.Optional(key, 0) : (int?)null;
            var sampling = new FrozenSampling
            {
                Temperature = Number(FrozenMetadataKeys.Temperature),
                TopK = Whole(FrozenMetadataKeys.TopK),
                TopP = Number(FrozenMetadataKeys.TopP),
                RepetitionPenalty = Number(FrozenMetadataKeys.RepetitionPenalty),
                MaxTokens = Whole(FrozenMetadataKeys.MaxTokens),
            };
            return sampling.Fault() is string fault
                ? throw new InvalidDataException($"{file.FilePath}: {fault}. Convert the model again.")
                : sampling;
        }

        internal IEnumerable<KeyValuePair<string, object>> Metadata()
        {
            if (Temperature is float temperature) yield return KeyValuePair.Create(FrozenMetadataKeys.Temperature, (object)temperature);
            if (TopK is int topK) yield return KeyValuePair.Create(FrozenMetadataKeys.TopK, (object)topK);
            if (TopP is float topP) yield return KeyValuePair.Create(FrozenMetadataKeys.TopP, (object)topP);
            if (RepetitionPenalty is float penalty) yield return KeyValuePair.Create(FrozenMetadataKeys.RepetitionPenalty, (object)penalty);
            if (MaxTokens is int most) yield return KeyValuePair.Create(FrozenMetadataKeys.MaxTokens, (object)most);
        }

        private string? Fault()
        {
            if (Temperature is float temperature && !(temperature >= 0 && temperature <= 100))
                return Wrong(FrozenMetadataKeys.Temperature, "from 0 to 100", temperature);
            if (TopK < 0) return Wrong(FrozenMetadataKeys.TopK, "at least 0", TopK.Value);
            if (TopP is float topP && !(topP > 0 && topP <= 1)) return Wrong(FrozenMetadataKeys.TopP, "above 0 and at most 1", topP);
            if (RepetitionPenalty is float penalty && !(penalty > 0 && penalty <= 100))
                return Wrong(FrozenMetadataKeys.RepetitionPenalty, "above 0 and at most 100", penalty);
            if (MaxTokens < 1 || MaxTokens > 1 << 20) return Wrong(FrozenMetadataKeys.MaxTokens, "from 1 to 1048576", MaxTokens.Value);
            return null;
        }

        private static string Wrong(string key, string expected, float found) =>
            $"expected {key} to be {expected}, but found {found.ToString(CultureInfo.InvariantCulture)}";
    }
}
