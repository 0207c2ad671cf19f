#nullable enable
using System.Collections.Generic;

namespace Repartee.Sessions
{
    /// <summary>Where a session stands after an update. Immutable.</summary>
    public sealed class TrainingProgress
    {
        internal TrainingProgress(
            long update, long episodes, long generatedTokens, double seconds, IReadOnlyDictionary<string, double> metrics,
            IReadOnlyList<ReplySample>? samples = null)
        {
            Update = update;
            Episodes = episodes;
            GeneratedTokens = generatedTokens;
            Seconds = seconds;
            Metrics = metrics;
            Samples = samples ?? System.Array.Empty<ReplySample>();
        }

        /// <summary>Updates done, those before a resume included.</summary>
        public long Update { get; }

        /// <summary>Episodes learnt from.</summary>
        public long Episodes { get; }

        /// <summary>Tokens the actor chose in these episodes.</summary>
        public long GeneratedTokens { get; }

        /// <summary>Seconds of this update alone, from the last update's end to this one's: play and learning.</summary>
        public double Seconds { get; }

        /// <summary>
        /// All values by name, such as <c>objective/scores</c> (mean reward), <c>objective/quality</c> (0..1, before penalties),
        /// <c>reward/&lt;term&gt;</c>, <c>objective/kl</c> (nats a sequence), <c>policy/entropy_avg</c> (nats a token),
        /// <c>tokens_per_second</c>.
        /// Documentation~/metrics.md explains each.
        /// </summary>
        public IReadOnlyDictionary<string, double> Metrics { get; }

        /// <summary>The first replies of the update's buffer with their scores, at most <see cref="TrainingOptions.ReplySamples"/>.</summary>
        public IReadOnlyList<ReplySample> Samples { get; }
    }
}
