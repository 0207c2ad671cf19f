#nullable enable
using System;
using Repartee.Training.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// What is the same for all weights of one architecture on one device: layout, rotary table and the kernels' constants. Read-only
    /// after construction; shared by the actor worker and the trainer thread.
    /// </summary>
    internal sealed class ActorNetwork : IDisposable
    {
        private const long MaxChunkLogits = 1L << 24;
        private const long ChunkBytesPerLogit = 16;                             // float32 logits, log-probs, gradients of both, some bfloat16

        private readonly Lazy<CudaTrunk?> trunk;
        private readonly Lazy<int> tokensPerChunk;

        /// <param name="config">The architecture.</param>
        /// <param name="device">Where everything is computed.</param>
        /// <param name="type">Of the computation: float32 or bfloat16. Losses, log-probs and what is trained are float32 in any case.</param>
        internal ActorNetwork(ActorConfig config, Device device, ScalarType type = ScalarType.Float32)
        {
            config.Validate();
            Layout = new ActorLayout(config);
            Device = device;
            Type = type;
            Rotary = new RotaryTable(config, device, type);
            Epsilon = config.RmsNormEps.ToScalar();
            trunk = new Lazy<CudaTrunk?>(() => CudaTrunk.TryOpen(this));
            tokensPerChunk = new Lazy<int>(LargestChunk);
        }

        internal ActorLayout Layout { get; }

        internal ActorConfig Config => Layout.Config;

        internal Device Device { get; }

        /// <summary>Type of the computation.</summary>
        internal ScalarType Type { get; }

        internal RotaryTable Rotary { get; }

        /// <summary>What computes learning passes on a GPU in bfloat16; null where TorchScript does. Opened by who learns first, in
        /// a second or so. The trainer's thread.</summary>
        internal CudaTrunk? Trunk => trunk.Value;

        /// <summary>Whether our CUDA kernels take vectors of this network's sizes, 16 bytes at a time.</summary>
        internal bool FitsCudaKernels => Device.type == DeviceType.CUDA && Config.HiddenSize % 8 == 0 && Config.IntermediateSize % 8 == 0 &&
            Config.HeadDim % 8 == 0 && Config.HeadDim <= 256;

        /// <summary>
        /// Widths of batches are rounded up to a multiple of this. TorchScript specialises on shapes: on CUDA each new shape costs about
        /// 200 ms once (Documentation~/architecture.md, Kernels), on the CPU nothing worth a padded column.
        /// </summary>
        internal int WidthStep => Device.type == DeviceType.CUDA ? 32 : 1;

        /// <summary>Kept for the network's life: a temporary one could be finalized inside a native call.</summary>
        internal Scalar Epsilon { get; }

        /// <summary>The next multiple of <see cref="WidthStep"/>.</summary>
        internal int RoundWidth(int columns) => (columns + WidthStep - 1) / WidthStep * WidthStep;

        /// <summary>
        /// Chosen tokens that meet the vocabulary matrix at a time, a power of two: 64 MiB of float32 logits, or 64 tokens where that is more; on
        /// a GPU an eighth of its memory in all, and at most 2048 tokens.
        /// With a large vocabulary the logits of a whole batch would be the largest thing in memory (Documentation~/architecture.md, Memory).
        /// </summary>
        internal int TokensPerChunk
        {
            get => tokensPerChunk.Value;
            init => tokensPerChunk = new Lazy<int>(value);
        }

        /// <summary>Rows of a learning pass that the device has memory for: by default 16.</summary>
        /// <param name="tokens">Of the longest row.</param>
        /// <param name="checkpoint">Whether layers are computed again on the way back.</param>
        internal int RowsAPass(int tokens, bool checkpoint) =>
            Trunk is null ? 16 : (int)Math.Clamp(Trunk.MemoryBytes / 4 / (Trunk.BytesAToken(checkpoint) * tokens), 1, 4096);

        /// <summary>Likewise for the number of chosen tokens in a pass; the surplus has weight 0.</summary>
        internal int RoundCount(int tokens)
        {
            if (Device.type != DeviceType.CUDA)
                return tokens;
            int step = Math.Min(64, TokensPerChunk);
            while (step < tokens && step < TokensPerChunk)
                step *= 2;
            return (tokens + step - 1) / step * step;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (trunk.IsValueCreated)
                trunk.Value?.Dispose();
            Rotary.Dispose();
            Epsilon.Dispose();
        }

        private int LargestChunk()
        {
            long most = Trunk is null ? MaxChunkLogits : Math.Max(MaxChunkLogits, Trunk.MemoryBytes / 8 / ChunkBytesPerLogit);
            int limit = Trunk is null ? 65536 : 2048, tokens = 64;
            while (2L * tokens * Config.VocabSize <= most && tokens < limit)
                tokens *= 2;
            return tokens;
        }
    }
}
