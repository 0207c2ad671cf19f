#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Model
{
    /// <summary>Where a frozen actor comes from, as far as its file says so. Immutable.</summary>
    public sealed record FrozenActorInfo
    {
        /// <summary>The actor's name (<c>general.name</c>); null where the file has none, so below.</summary>
        public string? Name { get; init; }

        /// <summary>Version of Repartee that wrote the file (<c>repartee.version</c>).</summary>
        public string? ReparteeVersion { get; init; }

        /// <summary>How many updates trained the weights (<c>repartee.policy_version</c>).</summary>
        public long? PolicyVersion { get; init; }

        /// <summary>The training run (<c>repartee.run_id</c>).</summary>
        public string? RunId { get; init; }

        /// <summary>Mean score of each reward term at the last update (<c>repartee.reward.names</c> and <c>.means</c>); empty where
        /// the file has none.</summary>
        public IReadOnlyDictionary<string, float> Rewards { get; init; } = new Dictionary<string, float>();

        /// <summary>
        /// SHA-256 of the stored bytes of all tensors, in the order of <see cref="FrozenTensors.Of"/> and without the padding between
        /// them, as 64 lower-case hexadecimal digits (<c>repartee.content_hash</c>). <see cref="FrozenModel.VerifyContent"/> holds it
        /// against the tensors.
        /// </summary>
        public string? ContentHash { get; init; }

        /// <exception cref="InvalidDataException">A value is of another type.</exception>
        internal static FrozenActorInfo Read(GgufFile file)
        {
            GgufMetadata metadata = file.Metadata;
            string? Text(string key) => metadata.Contains(key) ? metadata.RequiredString(key) : null;
            return new FrozenActorInfo
            {
                Name = Text(FrozenMetadataKeys.Name),
                ReparteeVersion = Text(FrozenMetadataKeys.Version),
                PolicyVersion = metadata.Contains(FrozenMetadataKeys.PolicyVersion)
                    ? metadata.Optional(FrozenMetadataKeys.PolicyVersion, 0L)
                    : (long?)null,
                RunId = Text(FrozenMetadataKeys.RunId),
                Rewards = ReadRewards(file),
                ContentHash = Text(FrozenMetadataKeys.ContentHash),
            };
        }

        internal IEnumerable<KeyValuePair<string, object>> Metadata()
        {
            if (Name != null) yield return KeyValuePair.Create(FrozenMetadataKeys.Name, (object)Name);
            if (ReparteeVersion != null) yield return KeyValuePair.Create(FrozenMetadataKeys.Version, (object)ReparteeVersion);
            if (PolicyVersion is long version) yield return KeyValuePair.Create(FrozenMetadataKeys.PolicyVersion, (object)version);
            if (RunId != null) yield return KeyValuePair.Create(FrozenMetadataKeys.RunId, (object)RunId);
            if (Rewards.Count > 0)
            {
                yield return KeyValuePair.Create(FrozenMetadataKeys.RewardNames, (object)new List<string>(Rewards.Keys).ToArray());
                yield return KeyValuePair.Create(FrozenMetadataKeys.RewardMeans, (object)new List<float>(Rewards.Values).ToArray());
            }

            if (ContentHash != null) yield return KeyValuePair.Create(FrozenMetadataKeys.ContentHash, (object)ContentHash);
        }

        private static IReadOnlyDictionary<string, float> ReadRewards(GgufFile file)
        {
            string[] names = file.Metadata.Optional(FrozenMetadataKeys.RewardNames, Array.Empty<string>());
            float[] means = file.Metadata.Optional(FrozenMetadataKeys.RewardMeans, Array.Empty<float>());
            var rewards = new Dictionary<string, float>(StringComparer.Ordinal);
            for (int i = 0; i < names.Length && names.Length == means.Length; i++) rewards[names[i]] = means[i];
            return rewards.Count == names.Length && names.Length == means.Length ? rewards : throw new InvalidDataException(
                $"{file.FilePath}: expected {FrozenMetadataKeys.RewardNames} and {FrozenMetadataKeys.RewardMeans} to hold as many " +
                $"different names as numbers, but found {names.Length} and {means.Length}. Freeze the actor again.");
        }
    }
}
