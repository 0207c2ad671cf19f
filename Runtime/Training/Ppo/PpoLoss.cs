#nullable enable
using System;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Ppo
{
    /// <summary>Calls the loss kernel on micro-batches and lets gradients and metrics add up. Trainer thread.</summary>
    internal sealed class PpoLoss : IDisposable
    {
        private const float MaxLogRatio = 20f;                                  // e^20: far beyond any clip, finite in float32

        private readonly Learner learner;
        private readonly PpoOptions options;
        private readonly Tensor temperature;
        private readonly Tensor metrics;
        private Tensor coefficients;

        internal PpoLoss(Learner learner, PpoOptions options, Tensor temperature)
        {
            this.learner = learner;
            this.options = options;
            this.temperature = temperature;
            metrics = zeros(new long[] { PpoLossKernel.Metrics.Length }, dtype: ScalarType.Float32, device: learner.Network.Device);
            coefficients = Coefficients(0.0);
        }

        /// <summary>β of a penalty in the loss; 0 where it acts in the reward.</summary>
        internal void SetKlCoefficient(double value)
        {
            coefficients.Dispose();
            coefficients = Coefficients(value);
        }

        /// <summary>Adds the gradients of some episodes' tokens to the arenas.</summary>
        /// <param name="buffer">All episodes.</param>
        /// <param name="rows">Indices of the micro-batch's episodes.</param>
        /// <param name="minibatchTokens">Chosen tokens of the whole minibatch: each weighs 1 over this.</param>
        internal void Backward(PreparedBuffer buffer, ReadOnlySpan<int> rows, int minibatchTokens)
        {
            var network = learner.Network;
            var tokens = new TokenRow[rows.Length];
            for (int r = 0; r < rows.Length; r++)
                tokens[r] = new TokenRow(buffer.Episodes[rows[r]].Tokens, System.Linq.Enumerable.ToArray(buffer.Episodes[rows[r]].ActionPositions()));
            using var scope = NewDisposeScope();
            using var packed = new PackedRows(network, tokens, learner.PadToken, learner.Actor.TakesFlatRows);
            using var columns = HostCopy.ToDevice(
                Columns(buffer, rows, packed.PaddedCount, minibatchTokens), new long[] { PpoLossKernel.Columns, packed.PaddedCount }, network.Device);
            using (var pass = new TrunkPass(learner.Actor, packed, options.GradientCheckpointing))
            {
                PolicyLoss(pass, packed, columns);
                if (learner.SharesBackbone)
                    ValueLoss(pass, packed, columns, options.ValueGradientToBackbone);
                pass.Backward();
            }

            if (learner.SharesBackbone)
                return;
            using (var pass = new TrunkPass(learner.CriticBackbone, packed, options.GradientCheckpointing))
            {
                ValueLoss(pass, packed, columns, intoBackbone: true);
                pass.Backward();
            }
        }

        /// <summary>As <see cref="MoveMetrics"/>, read: waits for the device.</summary>
        internal float[] TakeMetrics()
        {
            using var sums = MoveMetrics();
            return HostCopy.Floats(sums);
        }

        /// <summary>The weighted sums since the last call, in the order of <see cref="PpoLossKernel.Metrics"/>, still on the device; the caller
        /// disposes them.</summary>
        internal Tensor MoveMetrics()
        {
            using var noGrad = no_grad();
            var values = metrics.clone().DetachFromDisposeScope();
            using var scope = NewDisposeScope();                                // zero_ returns a second object for the same tensor
            metrics.zero_();
            return values;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            metrics.Dispose();
            coefficients.Dispose();
        }

        /// <summary>(7,N') row-major: old log-prob, reference log-prob, advantage, return, old value, weight, importance. Padding has
        /// weight 0.</summary>
        private static float[] Columns(PreparedBuffer buffer, ReadOnlySpan<int> rows, int count, int minibatchTokens)
        {
            var columns = new float[PpoLossKernel.Columns * count];
            int n = 0;
            foreach (int i in rows)
            {
                for (int t = 0; t < buffer.OldLogProbs[i].Length; t++, n++)
                {
                    columns[n] = buffer.OldLogProbs[i][t];
                    columns[count + n] = buffer.Reference[i][t];
                    columns[2 * count + n] = (float)buffer.Advantages[i][t];
                    columns[3 * count + n] = (float)buffer.Returns[i][t];
                    columns[4 * count + n] = buffer.OldValues[i][t];
                    columns[5 * count + n] = 1f / minibatchTokens;
                    columns[6 * count + n] = buffer.Importance?.Values[i][t] ?? 1f;
                }
            }

            return columns;
        }

        private void PolicyLoss(TrunkPass pass, PackedRows packed, Tensor columns)
        {
            foreach (var chunk in packed.Chunks())
            {
                using var scope = NewDisposeScope();
                using var part = chunk.Of(columns);
                if (packed.Flat != null)
                {
                    FlatPolicyLoss(pass, chunk, part);
                    continue;
                }

                using var loss = (Tensor)KernelUnit.Shared.invoke(
                    "policy_loss", learner.Actor.Kernel, pass.Hidden, chunk.Index, chunk.Targets, part, temperature, coefficients, LossEstimator(),
                    options.ClipRange > 0, options.EntropyCoefficient > 0, metrics)!;
                loss.backward();
            }
        }

        /// <summary>The same where our own kernels compute log-probs and entropies, and their way back.</summary>
        private void FlatPolicyLoss(TrunkPass pass, TokenChunk chunk, Tensor columns)
        {
            var trunk = learner.Network.Trunk!;
            var (logProbs, entropies) = trunk.Score(learner.Actor, pass.Hidden, chunk, temperature);
            logProbs.requires_grad = true;
            entropies.requires_grad = options.EntropyCoefficient > 0;
            using var row = columns.contiguous();
            using var loss = (Tensor)KernelUnit.Shared.invoke(
                "policy_loss_of", logProbs, entropies, row, coefficients, LossEstimator(), options.ClipRange > 0, metrics)!;
            loss.backward();
            trunk.ScoreBack(learner.Actor, chunk, temperature, logProbs.grad!, entropies.grad, pass.HeadGradient);
        }

        private void ValueLoss(TrunkPass pass, PackedRows packed, Tensor columns, bool intoBackbone)
        {
            using var loss = (Tensor)KernelUnit.Shared.invoke(
                "value_loss", learner.Critic.Kernel, pass.Hidden, packed.Index, columns, coefficients, options.ClipRangeValue > 0, intoBackbone, metrics)!;
            loss.backward();
        }

        private int LossEstimator() => learner.Reference is null || options.KlPlacement == KlPlacement.Reward
            ? 0
            : options.KlEstimator == KlEstimator.K2 ? 2 : 3;

        private Tensor Coefficients(double klCoefficient) => HostCopy.ToDevice(
            new[]
            {
                (float)options.ClipRange,
                (float)(options.ClipRangeHigh > 0 ? options.ClipRangeHigh : options.ClipRange),
                options.DualClip > 0 ? (float)options.DualClip : float.MaxValue,
                (float)options.ClipRangeValue,
                (float)options.ValueCoefficient,
                (float)options.EntropyCoefficient,
                (float)klCoefficient,
                MaxLogRatio,
            },
            new long[] { 8 },
            learner.Network.Device);
    }
}
