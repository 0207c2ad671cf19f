#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Training.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// Answers a batch of prompts with one version of the weights: left padding, static key-value cache, a few decode steps a native
    /// call. Stops when all rows are finished. Belongs to one thread.
    /// </summary>
    internal sealed class BatchGenerator
    {
        private readonly ActorNetwork network;
        private readonly int[] stopTokens;
        private readonly int padToken;
        private readonly int stepsPerCall;

        internal BatchGenerator(ActorNetwork network, IReadOnlyList<int> stopTokens, int padToken)
        {
            this.network = network;
            this.stopTokens = stopTokens.ToArray();
            this.padToken = padToken;
            stepsPerCall = network.Device.type == DeviceType.CUDA ? 8 : 2;      // each call ends with one look at `finished`
        }

        /// <summary>Runs all jobs to their end on the calling thread.</summary>
        /// <param name="policy">One version for the whole batch.</param>
        /// <param name="jobs">Rows of the batch.</param>
        /// <param name="stop">Asked between calls; true cancels every unfinished job.</param>
        internal void Run(Policy policy, IReadOnlyList<GenerationJob> jobs, Func<bool> stop)
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var batch = Begin(policy, jobs);
            batch.DropCancelled(stop());
            for (int column = batch.Width; batch.IsOpen;)                       // each row ends at its limit, so the columns suffice
            {
                column += Advance(policy, batch, column);
                batch.DropCancelled(stop());
            }
        }

        /// <summary>Reads the prompts. The batch's tensors live in the caller's dispose scope.</summary>
        internal GenerationBatch Begin(Policy policy, IReadOnlyList<GenerationJob> jobs)
        {
            var batch = new GenerationBatch(network, jobs, stopTokens, padToken);
            var config = network.Config;
            if (batch.Width > 1)
            {
                KernelUnit.Shared.invoke(
                    "prefill", policy.Kernel, policy.Adapter, batch.Cache, batch.Tokens, batch.Starts, network.Rotary.Cos, network.Rotary.Sin, batch.Width, config.Layers,
                    config.Heads, config.KeyValueHeads, network.Epsilon);
            }

            return batch;
        }

        /// <summary>A few decode steps from a column on.</summary>
        /// <returns>How many.</returns>
        internal int Advance(Policy policy, GenerationBatch batch, int column)
        {
            var config = network.Config;
            int steps = Math.Min(stepsPerCall, batch.Width + batch.MaxNew - column);
            KernelUnit.Shared.invoke(
                "decode", policy.Kernel, policy.Adapter, batch.Cache, batch.Tokens, batch.LogProbs, batch.Finished, batch.Starts, batch.Uniforms, batch.Sampling,
                batch.Stops, batch.Limits, network.Rotary.Cos, network.Rotary.Sin, column, steps, batch.Width, padToken, batch.Truncates, batch.Penalizes,
                config.Layers, config.Heads, config.KeyValueHeads, network.Epsilon);
            batch.Collect(column, steps);
            return steps;
        }

        /// <summary>Throws <see cref="ArgumentException"/> where a prompt can not be answered. Any thread; ask before <see cref="Run"/>.</summary>
        internal void CheckFits(GenerationJob job) => PromptFit.Check(network, job);
    }
}
