#nullable enable

namespace Repartee.Frozen.Model
{
    /// <summary>Keys of metadata that say what the shape is; those of an architecture follow its name and a dot.</summary>
    internal static class FrozenKeys
    {
        internal const string Architecture = "general.architecture";
        internal const string VocabSize = "vocab_size";
        internal const string ContextLength = "context_length";
        internal const string EmbeddingLength = "embedding_length";
        internal const string FeedForwardLength = "feed_forward_length";
        internal const string BlockCount = "block_count";
        internal const string HeadCount = "attention.head_count";
        internal const string HeadCountKv = "attention.head_count_kv";
        internal const string KeyLength = "attention.key_length";
        internal const string ValueLength = "attention.value_length";
        internal const string RmsEpsilon = "attention.layer_norm_rms_epsilon";
        internal const string SlidingWindow = "attention.sliding_window";
        internal const string RopeBase = "rope.freq_base";
        internal const string RopeDimensions = "rope.dimension_count";
        internal const string RopeScalingType = "rope.scaling.type";
        internal const string RopeScalingFactor = "rope.scaling.factor";
        internal const string RopeScaleLinear = "rope.scale_linear";
        internal const string ExpertCount = "expert_count";
    }
}
