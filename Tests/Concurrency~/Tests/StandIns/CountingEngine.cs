using System;
using System.Collections.Generic;
using Repartee.Conversation;
using Repartee.Scheduling;
using Repartee.Training.Actor;

namespace Repartee.Concurrency.Tests.StandIns
{
    /// <summary>An engine for two replies whose every token is the version of the weights that made it. Fails the schedule where weights
    /// change under a reply, or where it is used in a way that its contract forbids.</summary>
    internal sealed class CountingEngine : IGenerationEngine
    {
        private readonly List<GenerationJob> making = [];
        private readonly int failingStep;
        private ActorWeights? weights;
        private bool inside;
        private bool disposed;
        private int steps;

        /// <param name="failingStep">The step that throws; 0 for none.</param>
        internal CountingEngine(int failingStep = 0) => this.failingStep = failingStep;

        public int Room => 2 - making.Count;

        public bool IsBusy => making.Count > 0;

        internal int Published { get; private set; }

        internal bool IsDisposed => disposed;

        public void CheckFits(GenerationJob job)
        {
        }

        public void Publish(ActorWeights newer)
        {
            Require("publishes");
            Strand.Expect(making.Count == 0, "Expected no reply in the making, but weights are published under one.");
            weights = newer;
            Published++;
        }

        public void Begin(GenerationJob job)
        {
            Require("begins a reply");
            Strand.Expect(Room > 0, "Expected room for the reply, but found none.");
            making.Add(job);
        }

        public void Step(List<GenerationJob> ended)
        {
            Require("makes a step");
            inside = true;
            long version = weights!.Version;
            Strand.Yield("compute");
            Strand.Expect(!weights.IsDisposed, "Expected weights that are there, but they were freed under a step.");
            Strand.Expect(
                weights.IsWhole && weights.Version == version,
                "Expected the same weights for a whole step, but they were written under it.");
            inside = false;
            if (++steps == failingStep)
                throw new InvalidOperationException("the step failed");
            foreach (var job in making.ToArray())
                Grow(job, (int)version, ended);
        }

        public void Abandon() => making.Clear();

        public void Dispose()
        {
            Require("is disposed of");
            disposed = true;
        }

        private void Grow(GenerationJob job, int token, List<GenerationJob> ended)
        {
            Strand.Expect(job.Tokens.TrueForAll(earlier => earlier == token), "Expected one version for a whole reply, but found two.");
            job.Tokens.Add(token);
            if (job.IsGivenUp)
                job.Finish = FinishReason.Cancelled;
            else if (job.Tokens.Count == job.Sampling.MaxTokens)
                job.Finish = FinishReason.Length;
            if (job.Finish is null)
                return;
            ended.Add(job);
            making.Remove(job);
        }

        private void Require(string what)
        {
            Strand.Expect(!disposed, $"Expected an engine that is there, but it {what} after it was disposed of.");
            Strand.Expect(!inside, $"Expected one call at a time, but the engine {what} under a step.");
        }
    }
}
