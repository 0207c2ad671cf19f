#nullable enable

namespace Repartee.Frozen.Model
{
    /// <summary>Which values fit together.</summary>
    internal static class FrozenConfigRules
    {
        /// <exception cref="System.IO.InvalidDataException">Two do not.</exception>
        internal static void Check(FrozenConfig config, ArchitectureValues values)
        {
            if (config.Heads % config.KeyValueHeads != 0)
                throw values.Wrong(FrozenKeys.HeadCount, $"a multiple of head_count_kv {config.KeyValueHeads}", $"{config.Heads}");
            if (config.HeadDim % 2 != 0)
                throw values.Wrong(FrozenKeys.KeyLength, "even, as rotary positions turn pairs of values", $"{config.HeadDim}");
            if (!(config.RmsNormEps > 0 && config.RmsNormEps < 1))
                throw values.Wrong(FrozenKeys.RmsEpsilon, "between 0 and 1", config.RmsNormEps);
            if (!(config.RopeTheta > 1 && config.RopeTheta <= 1e12f))
                throw values.Wrong(FrozenKeys.RopeBase, "above 1 and at most 1e12", config.RopeTheta);
        }
    }
}
