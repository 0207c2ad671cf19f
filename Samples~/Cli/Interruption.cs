using System;
using System.Threading;

namespace Repartee.Samples.Cli;

/// <summary>Whom Ctrl-C stops: whoever asked for it last, or where nobody did, the program. Any thread.</summary>
internal sealed class Interruption
{
    private readonly Lock gate = new();
    private Action? stop;

    /// <summary>From now on and until the result is disposed, Ctrl-C stops this and nothing else.</summary>
    /// <param name="work">How to stop it; returns at once.</param>
    public IDisposable Take(Action work)
    {
        lock (gate)
            stop = work;
        return new Taken(this);
    }

    /// <summary>Ctrl-C was pressed.</summary>
    /// <returns>False if the program is to stop.</returns>
    public bool TryStop()
    {
        lock (gate)
        {
            stop?.Invoke();
            return stop != null;
        }
    }

    private sealed class Taken(Interruption from) : IDisposable
    {
        public void Dispose()
        {
            lock (from.gate)
                from.stop = null;
        }
    }
}
