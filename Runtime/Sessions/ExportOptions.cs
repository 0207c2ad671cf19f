#nullable enable
using System.Collections.Generic;
using Repartee.Frozen.Model;

namespace Repartee.Sessions
{
    /// <summary>What a frozen actor's file says about itself beside the actor. Immutable.</summary>
    public sealed record ExportOptions
    {
        /// <summary>The actor's name (<c>general.name</c>); null (default) for that of its folder.</summary>
        public string? Name { get; init; }

        /// <summary>Advice on sampling; null (default) for what the session or the checkpoint's run samples with, else that of
        /// <c>generation_config.json</c>.</summary>
        public FrozenSampling? Sampling { get; init; }

        /// <summary>How many updates trained the weights; null (default) for what checkpoint or session say.</summary>
        public long? PolicyVersion { get; init; }

        /// <summary>The training run; null (default) for what the checkpoint's run folder or the session say.</summary>
        public string? RunId { get; init; }

        /// <summary>Mean score by reward term; null (default) for those of the session's, or the checkpoint's, last update.</summary>
        public IReadOnlyDictionary<string, float>? Rewards { get; init; }
    }
}
