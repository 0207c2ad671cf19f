using System;
using System.Threading;
using Repartee.Frozen.Decoding;

namespace Repartee.Concurrency.Tests.Faulty
{
    /// <summary>An engine's thread that looks for work, and then takes the lock to wait for it.</summary>
    internal sealed class HastyEngineThread : IDisposable
    {
        private readonly DecodingEngine engine;
        private readonly object gate = new();
        private readonly Thread thread;
        private bool ended;

        internal HastyEngineThread(DecodingEngine engine)
        {
            this.engine = engine;
            engine.Submitted += Wake;
            thread = new Thread(Work) { Name = "hasty engine" };
            thread.Start();
        }

        public void Dispose()
        {
            ended = true;
            Wake();
            thread.Join();
        }

        private void Wake()
        {
            lock (gate)
                Monitor.PulseAll(gate);
        }

        private void Work()
        {
            while (!ended)
            {
                if (engine.HasWork)
                    engine.Advance(whole: true);
                else
                    AwaitPulse();
            }
        }

        private void AwaitPulse()
        {
            lock (gate)
                Monitor.Wait(gate);
        }
    }
}
