#nullable enable
using System;
using System.Linq;
using Repartee.Training.Actor;
using Repartee.Training.Weights;

namespace Repartee.Training.RewardModel
{
    /// <summary>Tells backbones apart: the hashes of the files that hold the weights, an adapter on top of them left out.</summary>
    internal static class BackboneFiles
    {
        internal static string HashOf(ActorFolder actor)
        {
            using var weights = CheckpointWeights.Open(actor.Path);
            var files = weights.Entries.Keys.Select(weights.FileOf).Distinct().OrderBy(file => file, StringComparer.Ordinal).ToArray();
            return string.Join(" ", files.Select(ContentHash.OfFile));
        }
    }
}
