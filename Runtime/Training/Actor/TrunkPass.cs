#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Conversation;
using Repartee.Training.Kernels;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// A batch of rows on its way through the backbone and back. Heads compute losses from <see cref="Hidden"/>, as many and in as many
    /// parts as they like, and each calls <c>backward</c>; the gradients add up there, and <see cref="Backward"/> takes them through the
    /// backbone once. With checkpointing only the layers' inputs are kept, and each layer is computed again on the way back
    /// (Chen et al. 2016, arXiv 1604.06174): the same gradients in less memory and a third more time.
    /// </summary>
    internal sealed class TrunkPass : IDisposable
    {
        private readonly Policy policy;
        private readonly bool checkpoint;
        private readonly ulong? dropoutSeed;
        private readonly List<Tensor> inputs = new List<Tensor>();              // of each layer, with checkpointing; (B,T,D)
        private readonly FlatRows? flat;
        private Tensor? headGradient;
        private readonly Tensor last;                                           // input of the final norm, a leaf; with checkpointing
        private readonly Tensor output;                                         // (B,T,D), at the end of a graph

        /// <param name="policy">Trainable weights, or frozen ones with a trainable adapter.</param>
        /// <param name="ids">(B,T) int64, right-padded.</param>
        /// <param name="checkpoint">Whether to keep the layers' inputs alone.</param>
        /// <param name="dropoutSeed">Decides what an adapter with dropout drops; null where nothing is dropped. libtorch draws from a generator
        /// of the whole process, which is set before each layer, so that a layer that is computed again drops the same.</param>
        internal TrunkPass(Policy policy, Tensor ids, bool checkpoint, ulong? dropoutSeed = null)
            : this(policy, ids, checkpoint, dropoutSeed, null)
        {
        }

        private TrunkPass(Policy policy, Tensor ids, bool checkpoint, ulong? dropoutSeed, FlatRows? flat)
        {
            this.flat = flat;
            this.policy = policy;
            this.checkpoint = checkpoint;
            this.dropoutSeed = dropoutSeed;
            if (flat != null)
            {
                output = policy.Network.Trunk!.Forward(policy, flat, keep: true, checkpoint);
                last = output;
            }
            else if (checkpoint)
            {
                var rotary = policy.Network.Rotary;
                inputs.Add((Tensor)KernelUnit.Shared.invoke("embed", policy.Kernel, ids, rotary.Cos)!);
                using (no_grad())
                {
                    for (int layer = 0; layer < policy.Network.Config.Layers; layer++)
                        inputs.Add(RunLayer(inputs[layer], layer));
                }

                last = Leaf(inputs[inputs.Count - 1]);
                output = (Tensor)KernelUnit.Shared.invoke("last_norm", last, policy.Kernel, policy.Network.Epsilon)!;
            }
            else
            {
                SeedDropout(0);
                output = Run(policy, ids);
                last = output;
            }

            Hidden = Leaf(output);
        }

        /// <summary>The same of packed rows, which our own kernels take flat.</summary>
        internal TrunkPass(Policy policy, PackedRows rows, bool checkpoint, ulong? dropoutSeed = null)
            : this(policy, rows.Ids, checkpoint, dropoutSeed, rows.Flat)
        {
        }

        /// <summary>The last layer's normed output (B,T,D), of flat rows (1,T,D): a leaf that collects gradients.</summary>
        internal Tensor Hidden { get; }

        /// <summary>(1,T,D) float32, zeros at first: gradients at <see cref="Hidden"/> that do not come by autograd. Of flat rows alone.</summary>
        internal Tensor HeadGradient
        {
            get
            {
                using var noGrad = no_grad();
                return headGradient ??= zeros(Hidden.shape, dtype: ScalarType.Float32, device: Hidden.device).DetachFromDisposeScope();
            }
        }

        /// <summary>The last layer's normed output (B,T,D) without a way back; the caller disposes it.</summary>
        internal static Tensor Infer(Policy policy, Tensor ids)
        {
            using var noGrad = no_grad();
            return Run(policy, ids);
        }

        /// <summary>The same of packed rows.</summary>
        internal static Tensor Infer(Policy policy, PackedRows rows) => rows.Flat is null
            ? Infer(policy, rows.Ids)
            : policy.Network.Trunk!.Forward(policy, rows.Flat, keep: false, checkpoint: false);

        /// <summary>Takes the gradients at <see cref="Hidden"/> through the backbone into the policy's gradients. Once.</summary>
        internal void Backward()
        {
            if (flat != null)
            {
                BackwardFlat(flat);
                return;
            }

            var gradient = GradientOf(Hidden);
            output.backward(new[] { gradient });
            gradient.Dispose();
            if (!checkpoint)
                return;
            gradient = GradientOf(last);
            for (int layer = inputs.Count - 2; layer >= 0; layer--)
            {
                using var input = Leaf(inputs[layer]);
                using var again = RunLayer(input, layer);
                again.backward(new[] { gradient });
                gradient.Dispose();
                gradient = GradientOf(input);
            }

            if (inputs[0].requires_grad)
                inputs[0].backward(new[] { gradient });
            gradient.Dispose();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (var input in inputs)
                input.Dispose();
            headGradient?.Dispose();
            Hidden.Dispose();
            output.Dispose();
            if (checkpoint && flat is null)
                last.Dispose();
            if (flat != null)
                policy.Network.Trunk!.Forget();
        }

        private void BackwardFlat(FlatRows rows)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var byAutograd = headGradient is null ? GradientOf(Hidden) : Hidden.grad;
            var gradient = headGradient is null ? byAutograd!
                : byAutograd is null ? headGradient
                : (Tensor)KernelUnit.Shared.invoke("joined", headGradient, byAutograd)!;
            policy.Network.Trunk!.Backward(policy, rows, gradient);
        }

        private static Tensor Run(Policy policy, Tensor ids)
        {
            var (network, config) = (policy.Network, policy.Network.Config);
            return (Tensor)KernelUnit.Shared.invoke(
                "trunk", policy.Kernel, policy.Adapter, ids, network.Rotary.Cos, network.Rotary.Sin, config.Layers, config.Heads, config.KeyValueHeads,
                network.Epsilon)!;
        }

        private static Tensor Leaf(Tensor tensor)
        {
            var leaf = tensor.detach();
            leaf.requires_grad = true;
            return leaf;
        }

        private static Tensor GradientOf(Tensor leaf) =>
            leaf.grad ?? throw new InvalidOperationException("Expected gradients at the backbone's output, but found none: no head called backward.");

        private void SeedDropout(int layer)
        {
            if (dropoutSeed is ulong seed)
                manual_seed((long)(CounterRandom.Derive(seed, (ulong)layer) >> 1)).Dispose();
        }

        private Tensor RunLayer(Tensor input, int layer)
        {
            SeedDropout(layer);
            var (network, config) = (policy.Network, policy.Network.Config);
            return (Tensor)KernelUnit.Shared.invoke(
                "run_layers", input, policy.Kernel, policy.Adapter, network.Rotary.Cos, network.Rotary.Sin, layer, 1, config.Heads, config.KeyValueHeads,
                network.Epsilon)!;
        }
    }
}
