#nullable enable
using System;
using System.Threading;

namespace Repartee.Frozen.Decoding
{
    /// <summary>The thread that advances an engine while there is work, and sleeps while there is none.</summary>
    internal sealed class EngineThread : IDisposable
    {
        /// <summary>Prompt tokens of a pass: enough to share the weights, few enough to notice a deadline.</summary>
        internal const int PromptRows = 64;

        private readonly DecodingEngine engine;
        private readonly object gate = new object();
        private readonly Thread thread;
        private bool ended;

        internal EngineThread(DecodingEngine engine)
        {
            this.engine = engine;
            engine.Submitted += Wake;
            thread = new Thread(Work) { IsBackground = true, Name = "Repartee frozen actor" };
            thread.Start();
        }

        /// <summary>Whether the caller runs on this thread.</summary>
        internal bool IsCurrent => Thread.CurrentThread == thread;

        /// <summary>Ends the thread after the pass it is in, and joins it.</summary>
        public void Dispose()
        {
            lock (gate)
            {
                ended = true;
                Monitor.PulseAll(gate);
            }

            thread.Join();
        }

        private void Wake()
        {
            lock (gate) Monitor.PulseAll(gate);
        }

        private void Work()
        {
            while (AwaitWork()) engine.Advance(whole: true);
        }

        private bool AwaitWork()
        {
            lock (gate)
            {
                while (!ended && !engine.HasWork) Monitor.Wait(gate);
                return !ended;
            }
        }
    }
}
