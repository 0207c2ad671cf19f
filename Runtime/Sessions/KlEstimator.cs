#nullable enable
namespace Repartee.Sessions
{
    /// <summary>
    /// One-sample estimators of KL(policy ‖ reference) from d = log π(a) − log π_ref(a), a drawn from π
    /// (Schulman, "Approximating KL Divergence", 2020, joschu.net/blog/kl-approx.html).
    /// </summary>
    public enum KlEstimator
    {
        /// <summary>d: unbiased, high variance, can be negative. Right in the reward; as a loss its expected gradient is zero.</summary>
        K1,

        /// <summary>d²/2: low variance, biased. As a loss its expected gradient is that of KL(π ‖ π_ref).</summary>
        K2,

        /// <summary>e^(−d) − 1 + d: unbiased, never negative. As a loss its expected gradient is that of KL(π_ref ‖ π).</summary>
        K3,
    }

    /// <summary>Where the KL penalty acts.</summary>
    public enum KlPlacement
    {
        /// <summary>β times the estimate is taken off each token's reward (Ziegler et al. 2019; TRL). With k1 or k3.</summary>
        Reward,

        /// <summary>β times the estimate is added to the loss (Shao et al. 2024 use k3). With k2 or k3; k1 is refused.</summary>
        Loss,
    }
}
