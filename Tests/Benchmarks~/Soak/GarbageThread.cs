using System;
using System.Threading;

namespace Repartee.Benchmarks.Soak;

/// <summary>
/// A game at its worst: allocates as fast as it can and forces a collection every few milliseconds, of all generations in turn.
/// </summary>
internal sealed class GarbageThread : IDisposable
{
    private const int Survivors = 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly Thread thread;
    private volatile bool stopping;

    public GarbageThread()
    {
        thread = new Thread(Work) { IsBackground = true, Name = "Garbage" };
        thread.Start();
    }

    public void Dispose()
    {
        stopping = true;
        thread.Join();
    }

    private void Work()
    {
        var kept = new object[Survivors];
        long next = 0, collected = 0;
        long due = Environment.TickCount64;
        while (!stopping)
        {
            for (int i = 0; i < 256; i++)
                kept[next++ % Survivors] = new byte[16 + next % 2000];
            kept[next % Survivors] = new byte[100_000];                         // large objects too
            if (Environment.TickCount64 < due)
                continue;
            int generation = collected++ % 3 == 2 ? 2 : (int)(collected % 2);
            GC.Collect(generation, GCCollectionMode.Forced, blocking: collected % 2 == 0);
            due = Environment.TickCount64 + (long)Pause.TotalMilliseconds;
        }

        GC.KeepAlive(kept);
    }
}
