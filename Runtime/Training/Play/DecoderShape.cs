#nullable enable
using System.IO;
using Repartee.Frozen.Model;
using Repartee.Training.Actor;
using Repartee.Training.Export;
using TorchSharp;

namespace Repartee.Training.Play
{
    /// <summary>Which actors the managed decoder plays while they learn.</summary>
    internal static class DecoderShape
    {
        /// <summary>The actor's shape as the decoder knows it; null where libtorch must play: on a GPU, in another precision, or where
        /// the decoder has no such architecture.</summary>
        internal static FrozenConfig? Of(ActorNetwork network)
        {
            if (network.Device.type != DeviceType.CPU || network.Type != torch.ScalarType.Float32)
                return null;
            try
            {
                return FrozenShape.Of(network.Config, "config.json");
            }
            catch (InvalidDataException)
            {
                return null;                                                    // a mix of features that no GGUF architecture has
            }
        }
    }
}
