#nullable enable
using System.IO;
using System.Threading;

namespace Repartee.Cli.Tests
{
    /// <summary>Stops the program, as Ctrl-C would, at the first text.</summary>
    internal sealed class StoppingFirst : StringWriter
    {
        private readonly CancellationTokenSource stop;

        internal StoppingFirst(CancellationTokenSource stop) => this.stop = stop;

        public override void Write(string? value)
        {
            base.Write(value);
            stop.Cancel();
        }
    }
}
