#nullable enable
using System.Linq;
using Repartee.Frozen.Decoding;
using Repartee.Training.Actor;
using Repartee.Training.Export;

namespace Repartee.Training.Play
{
    /// <summary>Brings weights of an arena, float32 on the CPU, into the decoder's order.</summary>
    internal static class ArenaWeights
    {
        internal static void Write(ActorWeights from, WritableWeights to)
        {
            var places = from.Layout.Checkpoint.ToDictionary(tensor => tensor.Name);
            foreach (string name in to.Names)
            {
                CheckpointTensor place = places[TensorNames.HuggingFace(name)];
                to.Write(name, from.Arena.Host(place.Offset, checked((int)place.Count)));
            }
        }
    }
}
