#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Training.Actor;
using Repartee.Training.Cuda;
using TorchSharp;
using static Repartee.Training.Cuda.Argument;

namespace Repartee.Training.Generation
{
    /// <summary>
    /// Continuous batching on an NVIDIA GPU. Each slice reads a part of the prompts that wait, then takes some decode steps of all replies in
    /// the making: one captured graph a step, drawn tokens included, and one look by the host at the end. Replies join and leave between
    /// slices; those that ended cost nothing. Prompts that begin as something in the cache does are not read again. Runs on a stream of its
    /// own beside libtorch's, so that an update in the making delays no token.
    /// </summary>
    internal sealed class CudaEngine : IGenerationEngine
    {
        private const int PromptTokens = 2048, StepsPerSlice = 8, LeastCopiedPrefix = 16, FirstWidth = 256;

        private readonly ActorNetwork network;
        private readonly HashSet<int> stopTokens;
        private readonly CudaDriver driver;
        private readonly IntPtr stream;
        private readonly KernelModule kernels;
        private readonly CudaForward forward;
        private readonly CudaCache cache;
        private readonly DecodeSteps steps;
        private readonly Slot[] slots;
        private readonly PinnedArray<int> prompts;
        private readonly List<Slot> speaking = new List<Slot>();
        private long turn;

        /// <param name="network">On a CUDA device; see <see cref="CudaForward.Supports"/>.</param>
        /// <param name="stopTokens">Each ends a reply.</param>
        /// <param name="mostActive">Replies at a time.</param>
        /// <param name="libTorchFolder">Where libtorch was loaded from.</param>
        /// <exception cref="CudaException">A part of CUDA is missing; the message says which.</exception>
        internal CudaEngine(ActorNetwork network, IReadOnlyList<int> stopTokens, int mostActive, string libTorchFolder)
        {
            this.network = network;
            this.stopTokens = new HashSet<int>(stopTokens);
            driver = new CudaDriver();
            stream = driver.CreateStream();
            var addresses = new DeviceAddress(libTorchFolder);
            kernels = new KernelModule(driver, stream, KernelModule.Generation, network.Type == torch.ScalarType.Float32, libTorchFolder);
            int most = Math.Max(PromptTokens, mostActive);
            forward = new CudaForward(network, kernels, addresses, stream, libTorchFolder, most, DecodeSteps.Bucket(mostActive));
            int width = Math.Min(FirstWidth, network.Config.MaxPositions);
            cache = new CudaCache(
                driver, addresses, network.Device, stream, network.Config.Layers, mostActive + 1, width, forward.CacheBytesPerToken);
            steps = new DecodeSteps(network, driver, stream, kernels, forward, cache, addresses, stopTokens, StepsPerSlice);
            slots = Enumerable.Range(0, mostActive).Select(n => new Slot(n)).ToArray();
            prompts = new PinnedArray<int>(driver, 3 * most);
        }

        /// <inheritdoc/>
        public int Room => slots.Count(s => s.Job is null);

        /// <inheritdoc/>
        public bool IsBusy => slots.Any(s => s.Job != null);

        /// <summary>Prompt tokens read so far: those that nothing in the cache had.</summary>
        internal long ReadTokens { get; private set; }

        /// <inheritdoc/>
        public void CheckFits(GenerationJob job) => PromptFit.Check(network, job);

        /// <inheritdoc/>
        public void Publish(ActorWeights weights)
        {
            driver.Enter();
            driver.Synchronize(IntPtr.Zero);                                    // libtorch wrote them on its own stream
            if (forward.Use(weights))
                steps.Forget();
            foreach (var slot in slots)
                slot.Forget();
        }

        /// <inheritdoc/>
        public void Begin(GenerationJob job)
        {
            int limit = Math.Min(job.Sampling.MaxTokens, network.Config.MaxPositions - job.Prompt.Length);
            Slot? best = null;
            int most = -1;
            foreach (var slot in slots.Where(s => s.Job is null))
            {
                int common = slot.Common(job.Prompt);
                if (common > most || (common == most && slot.Turn < best!.Turn))
                    (best, most) = (slot, common);
            }

            (best ?? throw new InvalidOperationException("Expected room for a reply, but every place is taken.")).Begin(job, limit, ++turn);
        }

        /// <inheritdoc/>
        public void Step(List<GenerationJob> ended)
        {
            driver.Enter();
            foreach (var slot in slots.Where(s => s.Job != null && s.Job.IsGivenUp))
            {
                slot.Job!.Finish = FinishReason.Cancelled;
                ended.Add(slot.End());
            }

            GrowWhereNeeded();
            ReadPrompts();
            Speak(ended);
        }

        /// <inheritdoc/>
        public void Abandon()
        {
            foreach (var slot in slots)
            {
                if (slot.Job != null)
                    slot.End();
                slot.Forget();
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            driver.Enter();
            driver.Synchronize(stream);
            steps.Dispose();
            prompts.Dispose();
            cache.Dispose();
            forward.Dispose();
            kernels.Dispose();
            driver.DestroyStream(stream);
        }

        private void GrowWhereNeeded()
        {
            int needed = slots.Where(s => s.Job != null).Select(s => s.Job!.Prompt.Length + s.Limit).DefaultIfEmpty(0).Max();
            if (needed <= cache.Width)
                return;
            int width = cache.Width;
            while (width < needed)
                width *= 2;
            steps.Forget();                                                     // graphs know the cache's address
            cache.Grow(Math.Min(width, network.Config.MaxPositions));
        }

        private void ReadPrompts()
        {
            int count = 0;
            var ids = prompts.Span;
            int most = ids.Length / 3;
            foreach (var slot in slots.Where(s => s.Job != null && !s.Speaks).OrderBy(s => s.Turn))
            {
                CopyPrefix(slot);
                int taken = Math.Min(PromptTokens - count, slot.Unread);
                for (int i = 0; i < taken; i++, count++)
                {
                    ids[count] = slot.Job!.Prompt[slot.Read.Count + i];
                    ids[most + count] = slot.Read.Count + i;
                    ids[2 * most + count] = slot.Number;
                }

                slot.Take(taken);
                if (count == PromptTokens)
                    break;
            }

            if (count > 0)
                Read(count, most);
            foreach (var slot in slots.Where(s => s.Job != null && !s.Speaks && s.Unread == 0))
                steps.Start(slot);
        }

        private void Read(int count, int most)
        {
            ReadTokens += count;
            prompts.CopyTo(0, forward.Ids, count, stream);
            prompts.CopyTo(most, forward.At, count, stream);
            prompts.CopyTo(2 * most, forward.Slots, count, stream);
            forward.Run(count, cache.Address, cache.Slots, cache.Width);
        }

        /// <summary>What another place has read of the same prompt is copied. Only what was read by earlier slices, this slice's pass being still
        /// to come.</summary>
        private void CopyPrefix(Slot slot)
        {
            Slot? source = null;
            int most = slot.Read.Count + LeastCopiedPrefix - 1;
            foreach (var other in slots.Where(s => s != slot && (s.Job is null || s.Speaks) && s.Read.Count > most))
            {
                int common = other.Common(slot.Job!.Prompt);
                if (common > most)
                    (source, most) = (other, common);
            }

            if (source is null)
                return;
            cache.CopyPrefix(source.Number, slot.Number, most);
            slot.Take(most - slot.Read.Count);
        }

        private void Speak(List<GenerationJob> ended)
        {
            speaking.Clear();
            speaking.AddRange(slots.Where(s => s.Speaks));
            if (speaking.Count == 0)
            {
                driver.Synchronize(stream);                                     // before the prompts' memory is written again
                return;
            }

            bool othersWait = slots.Any(s => s.Job != null && !s.Speaks);
            int count = othersWait ? 1 : Math.Min(StepsPerSlice, speaking.Max(s => s.Limit - s.Job!.Tokens.Count));
            var news = steps.Run(speaking, count, out int rows);
            for (int row = 0; row < speaking.Count; row++)
                Hear(speaking[row], news, row, rows, count, ended);
        }

        private void Hear(Slot slot, ReadOnlySpan<Drawn> news, int row, int rows, int count, List<GenerationJob> ended)
        {
            var job = slot.Job!;
            int first = job.Tokens.Count;
            for (int step = 0; step < count && job.Finish is null; step++)
            {
                var drawn = news[step * rows + row];
                job.Tokens.Add(drawn.Token);
                job.LogProbs.Add(drawn.LogProb);
                if (stopTokens.Contains(drawn.Token))
                    job.Finish = FinishReason.Stop;
                else if (job.Tokens.Count == slot.Limit)
                    job.Finish = FinishReason.Length;
            }

            if (job.Tokens.Count > first)
                job.Announce(first);
            if (job.Finish != null)
                ended.Add(slot.End());
        }
    }
}
