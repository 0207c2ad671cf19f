#nullable enable
namespace Repartee.Rewards
{
    /// <summary>What one reward function gave a reply.</summary>
    public sealed record RewardTerm
    {
        internal RewardTerm(string name, double weight, double value, string? error)
        {
            Name = name;
            Weight = weight;
            Value = value;
            Error = error;
        }

        /// <summary>The function's name.</summary>
        public string Name { get; }

        /// <summary>Its weight in the sum; negative for a penalty, 0 for a value that is only recorded.</summary>
        public double Weight { get; }

        /// <summary>Its score; 0 when it failed.</summary>
        public double Value { get; }

        /// <summary>Why it failed, or null when it gave a score.</summary>
        public string? Error { get; }
    }
}
