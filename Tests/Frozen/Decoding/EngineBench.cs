#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Frozen.Decoding;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Tests.Decoding
{
    /// <summary>An engine with a small model and a clock that stands still until the test moves it.</summary>
    internal sealed class EngineBench : IDisposable
    {
        private readonly LoadedModel model;

        /// <param name="path">The model.</param>
        /// <param name="promptRows">As in <see cref="EngineOptions"/>; so are the others.</param>
        /// <param name="stops">Ids that end a reply.</param>
        /// <param name="maxCaches">Caches to keep.</param>
        /// <param name="pretended">A shape that the engine is told instead of the model's; null: the model's.</param>
        internal EngineBench(string path, int promptRows = 16, int[]? stops = null, int maxCaches = 8, FrozenConfig? pretended = null)
        {
            model = new LoadedModel(path);
            Config = model.Config;
            var options = new EngineOptions
            {
                StopTokens = new HashSet<int>(stops ?? Array.Empty<int>()),
                PromptRows = promptRows,
                MaxCaches = maxCaches,
                InPlace = true,
                Clock = () => Now,
            };
            ForwardPass pass = model.NewUnownedPass(promptRows + DecodingEngine.MostActive);
            Engine = new DecodingEngine(pretended ?? Config, pass, new TokenSampler(Config.VocabSize, model.Math), null, options);
        }

        internal DecodingEngine Engine { get; }

        internal FrozenConfig Config { get; }

        internal TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        /// <summary>A prompt that no other begins like.</summary>
        internal int[] Prompt(int length, int seed)
        {
            var random = new Random(seed);
            var prompt = new int[length];
            for (int i = 0; i < length; i++) prompt[i] = random.Next(Config.VocabSize);
            prompt[0] = seed % Config.VocabSize;
            return prompt;
        }

        internal GenerationJob Job(
            int[] prompt, int most, ulong seed = 1, CancellationToken cancellation = default, Action<GenerationJob, int>? onTokens = null) =>
            new GenerationJob(prompt, new SamplingOptions { MaxTokens = most }, seed, cancellation, onTokens);

        internal Task<GenerationOutcome> Submit(GenerationJob job, double? seconds = null) =>
            Engine.Submit(job, seconds is double given ? TimeSpan.FromSeconds(given) : default(TimeSpan?));

        /// <summary>Makes passes.</summary>
        /// <returns>How many there were.</returns>
        internal int Pass(int most = int.MaxValue)
        {
            int passes = 0;
            while (passes < most && Engine.Advance(whole: true)) passes++;
            return passes;
        }

        public void Dispose()
        {
            Engine.Dispose();
            model.Dispose();
        }
    }
}
