using System;
using System.Collections.Generic;
using Repartee.Scheduling;

namespace Repartee.Frozen.Decoding
{
    /// <summary>Stands here for a frozen actor's arithmetic.</summary>
    internal sealed unsafe class ForwardPass : IDisposable
    {
        private bool inside;
        private bool disposed;
        private int outputs;

        internal int Rows { get; private set; }

        internal bool IsDone { get; private set; }

        internal void Begin()
        {
            Require();
            Rows = outputs = 0;
            IsDone = false;
        }

        internal int Add(KeyValueCache cache, IReadOnlyList<int> tokens, int first, int count, bool output)
        {
            Require();
            Strand.Expect(!cache.IsDisposed, "Expected a cache that is there, but found a freed one.");
            Strand.Expect(first + count <= tokens.Count, "Expected rows within the prompt.");
            cache.Count += count;
            Rows += count;
            return output ? outputs++ : -1;
        }

        internal void RunAll()
        {
            Require();
            inside = true;
            Strand.Yield("compute");
            inside = false;
            IsDone = true;
        }

        internal void RunOne() => RunAll();

        internal float* Logits(int index) => (float*)index;

        internal void EndWarmUp() => Require();

        public void Dispose()
        {
            if (!disposed)
                Require();
            disposed = true;
        }

        private void Require()
        {
            Strand.Expect(!disposed, "Expected a pass that is there, but the pass is used after it was disposed of.");
            Strand.Expect(!inside, "Expected one call at a time, but the pass is used while it computes.");
        }
    }
}
