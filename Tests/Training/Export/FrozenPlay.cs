#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Frozen.Decoding;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Model;

namespace Repartee.Training.Tests.Export
{
    /// <summary>A frozen file's decoder without its conversations: nothing ends a reply but its limit.</summary>
    internal sealed class FrozenPlay : IDisposable
    {
        private readonly WorkerTeam team = new WorkerTeam(2, "test");
        private readonly FrozenModel model;
        private readonly TransformerWeights weights;
        private readonly WarmUp warmUp;

        internal FrozenPlay(string path, bool warm = true)
        {
            model = FrozenModel.Open(path);
            weights = WeightLoader.Load(model.File, model.Config);
            warmUp = new WarmUp(weights.Matrices, team, model, inPlace: true);
            while (warm && warmUp.Advance())
            {
            }
        }

        internal FrozenConfig Config => model.Config;

        /// <summary>The likeliest tokens after each prompt, all prompts at once.</summary>
        internal IReadOnlyList<GenerationJob> Greedy(IEnumerable<int[]> prompts, int tokens)
        {
            using var engine = new DecodingEngine(Config, NewPass(128), new TokenSampler(Config.VocabSize, KernelChoice.Rows()), null, new EngineOptions());
            var jobs = prompts.Select(p => new GenerationJob(p, SamplingOptions.Greedy with { MaxTokens = tokens }, seed: 1)).ToList();
            var done = jobs.Select(job => engine.Submit(job, null)).ToArray();
            while (engine.Advance(whole: true))
            {
            }

            Task.WaitAll(done);
            return jobs;
        }

        /// <summary>Sum of −log p of a text's tokens from an index on, read one by one.</summary>
        internal double NegativeLogLikelihood(IReadOnlyList<int> tokens, int first)
        {
            using var pass = NewPass(4);
            using var cache = new KeyValueCache(Config.Layers, Config.KeyValueHeads, Config.HeadDim);
            double sum = 0;
            for (int i = 0; i < tokens.Count - 1; i++)
            {
                pass.Begin();
                int output = pass.Add(cache, tokens, i, 1, output: true);
                pass.RunAll();
                var logits = pass.LogitSpan(output);
                if (i + 1 < first)
                    continue;
                double most = double.NegativeInfinity, all = 0;
                for (int v = 0; v < Config.VocabSize; v++)
                    most = Math.Max(most, logits[v]);
                for (int v = 0; v < Config.VocabSize; v++)
                    all += Math.Exp(logits[v] - most);
                sum -= logits[tokens[i + 1]] - most - Math.Log(all);
            }

            return sum;
        }

        public void Dispose()
        {
            warmUp.Dispose();
            weights.Dispose();
            team.Dispose();
        }

        private ForwardPass NewPass(int rows) => new ForwardPass(weights, rows, team, KernelChoice.Matrices(), KernelChoice.Rows());
    }
}
