#nullable enable
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

        /// <exception cref="InvalidDataException">A value is out of its range.</exception>
        internal static FrozenSampling Read(GgufFile file)
        {
            GgufMetadata metadata = file.Metadata;
            float? Number(string key, float above, float most)
            {
                if (!metadata.Contains(key)) return null;
                float value = metadata.RequiredSingle(key);
                return value > above && value <= most ? value : throw Wrong(file, key, $"above {above} and at most {most}", $"{value}");
            }

            int? Whole(string key, int least, int most)
            {
                if (!metadata.Contains(key)) return null;
                int value = metadata.Optional(key, 0);
                return value >= least && value <= most ? value : throw Wrong(file, key, $"from {least} to {most}", $"{value}");
            }

            return new FrozenSampling
            {
                Temperature = metadata.Optional(FrozenMetadataKeys.Temperature, 1f) == 0 ? 0 : Number(FrozenMetadataKeys.Temperature, 0, 100),
                TopK = Whole(FrozenMetadataKeys.TopK, 0, int.MaxValue),
                TopP = Number(FrozenMetadataKeys.TopP, 0, 1),
                RepetitionPenalty = Number(FrozenMetadataKeys.RepetitionPenalty, 0, 100),
                MaxTokens = Whole(FrozenMetadataKeys.MaxTokens, 1, 1 << 20),
            };
        }

        private static InvalidDataException Wrong(GgufFile file, string key, string expected, string found) => new InvalidDataException(
            $"{file.FilePath}: expected {key} to be {expected}, but found {found}. Convert the model again.");
    }
}
