#nullable enable

namespace Repartee.Frozen.Model
{
    /// <summary>Keys of metadata beside shape and tokenizer: the ecosystem's general ones and ours.</summary>
    internal static class FrozenMetadataKeys
    {
        internal const string Name = "general.name";
        internal const string Type = "general.type";
        internal const string FileType = "general.file_type";
        internal const string QuantizationVersion = "general.quantization_version";
        internal const string Temperature = "general.sampling.temp";
        internal const string TopK = "general.sampling.top_k";
        internal const string TopP = "general.sampling.top_p";
        internal const string RepetitionPenalty = "general.sampling.penalty_repeat";

        /// <summary>String: version of Repartee that wrote the file.</summary>
        internal const string Version = "repartee.version";

        /// <summary>String: name of the chat template.</summary>
        internal const string ChatTemplate = "repartee.chat_template";

        /// <summary>Int32[]: all tokens that end a reply.</summary>
        internal const string StopTokens = "repartee.stop_token_ids";

        /// <summary>Int32: tokens a reply may have by default.</summary>
        internal const string MaxTokens = "repartee.sampling.max_tokens";

        /// <summary>Int64: how many updates trained the weights.</summary>
        internal const string PolicyVersion = "repartee.policy_version";

        /// <summary>String: the training run.</summary>
        internal const string RunId = "repartee.run_id";

        /// <summary>String[]: names of reward terms.</summary>
        internal const string RewardNames = "repartee.reward.names";

        /// <summary>Float32[] beside <see cref="RewardNames"/>: mean score of each at the last update.</summary>
        internal const string RewardMeans = "repartee.reward.means";

        /// <summary>String: SHA-256 over the tensors, see <see cref="TensorHash"/>.</summary>
        internal const string ContentHash = "repartee.content_hash";
    }
}
