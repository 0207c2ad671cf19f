#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Training.Actor;
using Repartee.Training.Cuda;
using static Repartee.Training.Cuda.Argument;

namespace Repartee.Training.Generation
{
    /// <summary>
    /// Decode steps of the rows that speak, as graphs: one for each number of rows of a few, rows beyond the real ones being of a place that
    /// has always ended. A number's first step runs plainly, so that all libraries are awake; then the same work is captured. Owns its buffers
    /// and graphs.
    /// </summary>
    internal sealed class DecodeSteps : IDisposable
    {
        private const int Stretches = 32;                                       // STRETCHES in SampleSource

        private readonly ActorNetwork network;
        private readonly CudaDriver driver;
        private readonly IntPtr stream;
        private readonly KernelModule kernels;
        private readonly CudaForward forward;
        private readonly CudaCache cache;
        private readonly int mostSteps;
        private readonly int stopCount;
        private readonly DeviceBuffer states, rows, tick, news, stops, stretches;
        private readonly PinnedArray<SlotState> hostStates;
        private readonly PinnedArray<int> hostRows;
        private readonly PinnedArray<Drawn> hostNews;
        private readonly Dictionary<int, IntPtr> graphs = new Dictionary<int, IntPtr>();
        private readonly DeviceAddress addresses;
        private DeviceBuffer said;
        private int saidWidth;

        internal DecodeSteps(
            ActorNetwork network, CudaDriver driver, IntPtr stream, KernelModule kernels, CudaForward forward, CudaCache cache,
            DeviceAddress addresses, IReadOnlyList<int> stopTokens, int mostSteps)
        {
            (this.network, this.driver, this.stream, this.kernels, this.forward, this.cache, this.addresses, this.mostSteps) =
                (network, driver, stream, kernels, forward, cache, addresses, mostSteps);
            int most = Bucket(cache.Slots - 1);
            stopCount = stopTokens.Count;
            states = Device(cache.Slots * (long)StateBytes);
            rows = Device(4 * most);
            tick = Device(4);
            news = Device(mostSteps * most * (long)DrawnBytes);
            stops = Device(4 * Math.Max(1, stopCount));
            stretches = Device(8 * Stretches * most);
            said = Device(4L * cache.Slots * cache.Width);
            saidWidth = cache.Width;
            hostStates = new PinnedArray<SlotState>(driver, cache.Slots);
            hostRows = new PinnedArray<int>(driver, Math.Max(most, stopCount));
            hostNews = new PinnedArray<Drawn>(driver, mostSteps * most);
            driver.Synchronize(IntPtr.Zero);                                    // libtorch may still work on memory that is ours now
            for (int i = 0; i < stopCount; i++)
                hostRows.Span[i] = stopTokens[i];
            hostRows.CopyTo(0, stops.Address, stopCount, stream);
            hostStates.Span[cache.Slots - 1] = new SlotState { Finished = 1, Temperature = 1, Penalty = 1 };
            hostStates.CopyTo(0, states.Address, cache.Slots, stream);
            driver.Synchronize(stream);
        }

        private static unsafe int StateBytes => sizeof(SlotState);

        private static unsafe int DrawnBytes => sizeof(Drawn);

        /// <summary>The number of rows a graph is made for: 1, 2, 4, 8, 16, then multiples of 16.</summary>
        internal static int Bucket(int count)
        {
            int bucket = 1;
            while (bucket < count && bucket < 16)
                bucket *= 2;
            return count <= bucket ? bucket : (count + 15) / 16 * 16;
        }

        /// <summary>The slot's prompt is read, or will be by what the stream was given before.</summary>
        internal void Start(Slot slot)
        {
            hostStates.Span[slot.Number] = SlotState.Of(slot.Job!, slot.Limit, network.Config.VocabSize);
            int size = StateBytes;
            hostStates.CopyTo(slot.Number, (IntPtr)((long)states.Address + slot.Number * size), 1, stream);
            slot.Speaks = true;
        }

        /// <summary>Takes some steps and waits for them.</summary>
        /// <param name="speaking">The rows.</param>
        /// <param name="count">Steps.</param>
        /// <param name="bucket">Rows of a step's part in the result.</param>
        /// <returns>(steps, bucket): what was drawn.</returns>
        internal ReadOnlySpan<Drawn> Run(IReadOnlyList<Slot> speaking, int count, out int bucket)
        {
            bucket = Bucket(speaking.Count);
            for (int row = 0; row < bucket; row++)
                hostRows.Span[row] = row < speaking.Count ? speaking[row].Number : cache.Slots - 1;
            hostRows.CopyTo(0, rows.Address, bucket, stream);
            driver.Fill(tick.Address, uint.MaxValue, 1, stream);                // −1: each step counts up first
            int done = 0;
            if (!graphs.TryGetValue(bucket, out var graph))
            {
                Widen();
                int size = bucket;
                Step(size);
                done = 1;
                driver.Synchronize(stream);
                graphs[bucket] = graph = driver.Capture(stream, () => Step(size));
            }

            for (; done < count; done++)
                driver.LaunchGraph(graph, stream);
            hostNews.CopyFrom(news.Address, count * bucket, stream);
            driver.Synchronize(stream);
            return hostNews.Span.Slice(0, count * bucket);
        }

        /// <summary>Weights or cache moved.</summary>
        internal void Forget()
        {
            foreach (var graph in graphs.Values)
                driver.DestroyGraph(graph);
            graphs.Clear();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Forget();
            foreach (var owned in new IDisposable[] { states, rows, tick, news, stops, stretches, said, hostStates, hostRows, hostNews })
                owned.Dispose();
        }

        private DeviceBuffer Device(long bytes) => new DeviceBuffer(addresses, network.Device, bytes);

        /// <summary>Places became wider: what is said by then is sent again with the next reply's state, so only replies in the making need their
        /// words, which lie at the start of each row.</summary>
        private void Widen()
        {
            if (saidWidth == cache.Width)
                return;
            var wider = Device(4L * cache.Slots * cache.Width);
            driver.Synchronize(IntPtr.Zero);                                    // as in CudaCache.Grow
            for (int slot = 0; slot < cache.Slots; slot++)
            {
                driver.CopyWithin(
                    (IntPtr)((long)wider.Address + 4L * slot * cache.Width), (IntPtr)((long)said.Address + 4L * slot * saidWidth), 4L * saidWidth, stream);
            }

            driver.Synchronize(stream);
            said.Dispose();
            (said, saidWidth) = (wider, cache.Width);
        }

        private void Step(int count)
        {
            kernels["begin_step"].Launch((count + 255) / 256, 1, 256, 0, stackalloc ulong[]
            {
                Of(rows.Address), Of(states.Address), Of(forward.Ids), Of(forward.At), Of(forward.Slots), Of(tick.Address), Of(count),
            });
            forward.Run(count, cache.Address, cache.Slots, cache.Width);
            forward.Heads(count);
            int vocabulary = network.Config.VocabSize;
            kernels["stretch_sums"].Launch(count, Stretches, 256, 0, stackalloc ulong[]
            {
                Of(forward.Logits), Of(vocabulary), Of(forward.Slots), Of(states.Address), Of(stretches.Address),
            });
            kernels["sample"].Launch(count, 1, 1024, 0, stackalloc ulong[]
            {
                Of(forward.Logits), Of(vocabulary), Of(forward.Slots), Of(states.Address), Of(stretches.Address), Of(said.Address), Of(cache.Width), Of(stops.Address),
                Of(stopCount), Of(tick.Address), Of(news.Address), Of(count),
            });
        }
    }
}
