#nullable enable
namespace Repartee.Sessions
{
    /// <summary>What a trainer watches about itself after each update.</summary>
    public enum HealthRule
    {
        /// <summary>A metric or a gradient is not a number, or infinite.</summary>
        NotFinite,

        /// <summary>The importance ratio of the first minibatch is not 1, although nothing has changed since the old log-probs were
        /// computed.</summary>
        FirstRatio,

        /// <summary>The KL to the start is below <see cref="HealthOptions.MinKl"/>, which sampling the policy itself cannot give.</summary>
        NegativeKl,

        /// <summary>The KL to the start is above <see cref="HealthOptions.MaxKl"/>.</summary>
        LargeKl,

        /// <summary>The entropy fell to a small share of what it was.</summary>
        EntropyCollapse,

        /// <summary>Nearly all replies end without a stop token.</summary>
        Truncation,

        /// <summary>The critic foresees returns worse than their mean does.</summary>
        Critic,

        /// <summary>All replies get the same reward.</summary>
        RewardSaturation,

        /// <summary>Replies became alike, or repeat themselves.</summary>
        RepetitionCollapse,
    }
}
