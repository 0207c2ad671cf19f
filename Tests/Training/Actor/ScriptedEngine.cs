#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Repartee.Conversation;
using Repartee.Training.Actor;

namespace Repartee.Training.Tests.Actor
{
    /// <summary>An engine whose steps a test allows one by one: each adds token 0 to all replies. Knows in which step who took part.</summary>
    internal sealed class ScriptedEngine : IGenerationEngine
    {
        private readonly List<GenerationJob> making = new List<GenerationJob>();
        private readonly SemaphoreSlim allowed = new SemaphoreSlim(0);
        private readonly SemaphoreSlim entered = new SemaphoreSlim(0);

        internal List<GenerationJob[]> Steps { get; } = new List<GenerationJob[]>();

        internal int Published { get; private set; }

        internal bool Fails { get; set; }

        public int Room => 2 - making.Count;

        public bool IsBusy => making.Count > 0;

        public void CheckFits(GenerationJob job)
        {
        }

        public void Publish(ActorWeights weights)
        {
            if (IsBusy)
                throw new InvalidOperationException("Published while replies were being made.");
            Published++;
        }

        public void Begin(GenerationJob job) => making.Add(job);

        public void Step(List<GenerationJob> ended)
        {
            Steps.Add(making.ToArray());
            entered.Release();
            allowed.Wait();
            if (Fails)
                throw new InvalidOperationException("the step failed");
            foreach (var job in making)
            {
                job.Tokens.Add(0);
                job.LogProbs.Add(0f);
                if (job.Tokens.Count == job.Sampling.MaxTokens)
                    job.Finish = FinishReason.Length;
            }

            ended.AddRange(making.Where(job => job.Finish != null));
            making.RemoveAll(job => job.Finish != null);
        }

        public void Abandon() => making.Clear();

        public void Dispose()
        {
            allowed.Dispose();
            entered.Dispose();
        }

        /// <summary>Waits until a step has begun.</summary>
        internal void AwaitStep()
        {
            if (!entered.Wait(TimeSpan.FromSeconds(30)))
                throw new TimeoutException("No step began.");
        }

        /// <summary>Lets steps go on.</summary>
        internal void Allow(int steps = 1) => allowed.Release(steps);
    }
}
