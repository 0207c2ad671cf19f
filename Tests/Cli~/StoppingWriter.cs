#nullable enable
using System;
using System.IO;
using System.Threading;

namespace Repartee.Cli.Tests
{
    /// <summary>Stops a run, as Ctrl-C would, when a line begins with a text.</summary>
    internal sealed class StoppingWriter : StringWriter
    {
        private readonly CancellationTokenSource stop;
        private readonly string start;

        internal StoppingWriter(CancellationTokenSource stop, string start)
        {
            this.stop = stop;
            this.start = start;
        }

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value!.StartsWith(start, StringComparison.Ordinal))
                stop.Cancel();
        }
    }
}
