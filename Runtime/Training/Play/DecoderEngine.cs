#nullable enable
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Frozen.Decoding;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Model;
using Repartee.Training.Actor;

namespace Repartee.Training.Play
{
    /// <summary>
    /// Plays a learning actor on the frozen actor's decoder: on the CPU a step of a small actor costs a fraction of what calling libtorch's
    /// kernels does. Published weights are packed again in place; replies do not depend on their neighbours, bit for bit.
    /// </summary>
    internal sealed class DecoderEngine : IGenerationEngine
    {
        /// <summary>Prompt tokens of a pass: they share the weights, and the pass's activations still fit in the processor's
        /// cache.</summary>
        private const int PromptRows = 128;

        private readonly FrozenConfig config;
        private readonly int mostActive;
        private readonly WorkerTeam team;
        private readonly WritableWeights weights;
        private readonly DecodingEngine engine;
        private readonly List<(GenerationJob Job, Task Done)> making = new List<(GenerationJob, Task)>();

        /// <param name="config">The actor's shape.</param>
        /// <param name="stopTokens">Ids that end a reply.</param>
        /// <param name="mostActive">Most replies at a time.</param>
        /// <param name="threads">That compute, the caller's included.</param>
        internal DecoderEngine(FrozenConfig config, IReadOnlyList<int> stopTokens, int mostActive, int threads)
        {
            this.config = config;
            this.mostActive = mostActive;
            team = new WorkerTeam(threads, "Repartee actor");
            weights = new WritableWeights(config);
            var options = new EngineOptions
            {
                StopTokens = new HashSet<int>(stopTokens),
                MostActive = mostActive,
                MaxCaches = mostActive,
                PromptRows = PromptRows,
                PromptRowsBesideReplies = PromptRows,
                InPlace = true,
            };
            RowMath math = KernelChoice.Rows();
            var pass = new ForwardPass(weights.Weights, PromptRows + mostActive, team, KernelChoice.Matrices(), math);
            engine = new DecodingEngine(config, pass, new TokenSampler(config.VocabSize, math), warmUp: null, options);
        }

        /// <inheritdoc/>
        public int Room => mostActive - making.Count;

        /// <inheritdoc/>
        public bool IsBusy => making.Count > 0;

        /// <inheritdoc/>
        public void CheckFits(GenerationJob job) => PromptRules.Check(job.Prompt, config);

        /// <inheritdoc/>
        public void Publish(ActorWeights published)
        {
            ArenaWeights.Write(published, weights);
            engine.ForgetCaches();
        }

        /// <inheritdoc/>
        public void Begin(GenerationJob job) => making.Add((job, engine.Submit(job, deadline: null)));

        /// <inheritdoc/>
        public void Step(List<GenerationJob> ended)
        {
            engine.Advance(whole: true);
            Task? failed = null;
            for (int i = 0; i < making.Count; i++)
            {
                if (!making[i].Done.IsCompleted)
                    continue;
                if (making[i].Done.IsFaulted)
                    failed ??= making[i].Done;
                else
                    ended.Add(making[i].Job);
            }

            failed?.GetAwaiter().GetResult();                                   // throws what the computation threw
            making.RemoveAll(reply => reply.Done.IsCompleted);
        }

        /// <inheritdoc/>
        public void Abandon()
        {
            engine.Abandon();
            making.Clear();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            engine.Dispose();
            team.Dispose();
            weights.Dispose();
        }
    }
}
