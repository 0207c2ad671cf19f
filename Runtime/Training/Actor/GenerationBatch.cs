#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>The tensors of one batch in generation (B rows, W = width + new columns). They live in the caller's dispose scope.</summary>
    internal sealed class GenerationBatch
    {
        private const int SamplingValues = 4;

        private readonly IReadOnlyList<GenerationJob> jobs;
        private readonly HashSet<int> stopTokens;

        internal GenerationBatch(ActorNetwork network, IReadOnlyList<GenerationJob> jobs, int[] stopTokens, int padToken)
        {
            this.jobs = jobs;
            this.stopTokens = new HashSet<int>(stopTokens);
            var device = network.Device;
            var config = network.Config;
            int rows = jobs.Count;
            Width = network.RoundWidth(jobs.Max(j => j.Prompt.Length));
            Limit = jobs.Select(j => Math.Min(j.Sampling.MaxTokens, config.MaxPositions - j.Prompt.Length)).ToArray();
            MaxNew = Limit.Max();
            int columns = Width + MaxNew;
            var ids = new long[rows * columns];
            var starts = new long[rows];
            var uniforms = new double[rows * MaxNew];
            var sampling = new float[rows * SamplingValues];
            for (int row = 0; row < rows; row++)
            {
                var job = jobs[row];
                starts[row] = Width - job.Prompt.Length;
                for (int c = 0; c < columns; c++)
                {
                    int at = c - (int)starts[row];
                    ids[row * columns + c] = at >= 0 && at < job.Prompt.Length ? job.Prompt[at] : padToken;
                }

                for (int i = 0; i < MaxNew; i++)
                    uniforms[row * MaxNew + i] = CounterRandom.Uniform(job.Seed, (ulong)i);
                sampling[row * SamplingValues] = (float)job.Sampling.Temperature;
                sampling[row * SamplingValues + 1] = job.Sampling.TopK == 0 ? config.VocabSize : job.Sampling.TopK;
                sampling[row * SamplingValues + 2] = job.Sampling.TopP >= 1 ? 2f : (float)job.Sampling.TopP;     // 2: above a full sum's rounding
                sampling[row * SamplingValues + 3] = (float)job.Sampling.RepetitionPenalty;
            }

            Truncates = jobs.Any(j => j.Sampling.Truncates);
            Penalizes = jobs.Any(j => j.Sampling.Penalizes);
            Tokens = HostCopy.ToDevice(ids, new long[] { rows, columns }, device);
            Starts = HostCopy.ToDevice(starts, new long[] { rows }, device);
            Uniforms = HostCopy.ToDevice(uniforms, new long[] { rows, MaxNew }, device);
            Sampling = HostCopy.ToDevice(sampling, new long[] { rows, SamplingValues }, device);
            Limits = HostCopy.ToDevice(Limit.Select(l => (long)l).ToArray(), new long[] { rows }, device);
            Stops = stopTokens.Length == 0
                ? HostCopy.ToDevice(new long[] { -1 }, new long[] { 1 }, device)                     // no id equals −1
                : HostCopy.ToDevice(stopTokens.Select(t => (long)t).ToArray(), new long[] { stopTokens.Length }, device);
            LogProbs = zeros(new long[] { rows, MaxNew }, dtype: ScalarType.Float32, device: device);
            Finished = zeros(new long[] { rows }, dtype: ScalarType.Bool, device: device);
            Cache = Enumerable.Range(0, 2 * config.Layers)
                .Select(_ => zeros(new long[] { rows, config.KeyValueHeads, columns, config.HeadDim }, dtype: network.Type, device: device))
                .ToArray();
        }

        /// <summary>Columns of the longest prompt.</summary>
        internal int Width { get; }

        /// <summary>Columns for replies.</summary>
        internal int MaxNew { get; }

        /// <summary>Whether any row has top-k or top-p.</summary>
        internal bool Truncates { get; }

        /// <summary>Whether any row has a repetition penalty.</summary>
        internal bool Penalizes { get; }

        /// <summary>(B,W) int64.</summary>
        internal Tensor Tokens { get; }

        /// <summary>(B) int64: padding before each prompt.</summary>
        internal Tensor Starts { get; }

        /// <summary>(B,N) float64.</summary>
        internal Tensor Uniforms { get; }

        /// <summary>(B,4) float32: temperature, top-k, top-p, repetition penalty.</summary>
        internal Tensor Sampling { get; }

        /// <summary>(B) int64: tokens each reply may have.</summary>
        internal Tensor Limits { get; }

        /// <summary>(S) int64.</summary>
        internal Tensor Stops { get; }

        /// <summary>(B,N) float32.</summary>
        internal Tensor LogProbs { get; }

        /// <summary>(B) bool.</summary>
        internal Tensor Finished { get; }

        /// <summary>Per layer k and v, (B,K,W,d), in the type of the computation.</summary>
        internal Tensor[] Cache { get; }

        /// <summary>Whether a reply still grows.</summary>
        internal bool IsOpen => jobs.Any(job => job.Finish is null);

        private int[] Limit { get; }

        /// <summary>Marks rows whose caller no longer waits; they stop at the next step.</summary>
        internal void DropCancelled(bool all)
        {
            for (int row = 0; row < jobs.Count; row++)
            {
                if (jobs[row].Finish is null && (all || jobs[row].IsGivenUp))
                    jobs[row].Finish = FinishReason.Cancelled;
            }
        }

        /// <summary>Hands freshly sampled columns to their jobs. Waits for the device.</summary>
        internal void Collect(int column, int steps)
        {
            using var newTokens = Tokens.narrow(1, column, steps);
            using var newLogProbs = LogProbs.narrow(1, column - Width, steps);
            var tokens = HostCopy.Longs(newTokens);
            var logProbs = HostCopy.Floats(newLogProbs);
            for (int row = 0; row < jobs.Count; row++)
            {
                var job = jobs[row];
                int first = job.Tokens.Count;
                for (int s = 0; s < steps && job.Finish is null; s++)
                {
                    job.Tokens.Add((int)tokens[row * steps + s]);
                    job.LogProbs.Add(logProbs[row * steps + s]);
                    if (stopTokens.Contains(job.Tokens[job.Tokens.Count - 1]))
                        job.Finish = FinishReason.Stop;
                    else if (job.Tokens.Count == Limit[row])
                        job.Finish = FinishReason.Length;
                }

                if (job.Tokens.Count > first)
                    job.Announce(first);
            }
        }
    }
}
