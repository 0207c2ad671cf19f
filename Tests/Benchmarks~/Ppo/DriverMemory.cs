using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;

namespace Repartee.Benchmarks.Ppo;

/// <summary>Memory in use on the first GPU as the driver counts it, everything included; asked for ten times a second.</summary>
internal sealed class DriverMemory : IDisposable
{
    private readonly Process process;
    private long peak;

    private DriverMemory(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
    }

    /// <summary>Highest so far, MiB.</summary>
    public long PeakMebibytes => Interlocked.Read(ref peak);

    /// <summary>Null where there is no nvidia-smi.</summary>
    public static DriverMemory? TryStart()
    {
        try
        {
            var start = new ProcessStartInfo("nvidia-smi", "--id=0 --query-gpu=memory.used --format=csv,noheader,nounits -lms 100")
            {
                RedirectStandardOutput = true,
            };
            return Process.Start(start) is Process process ? new DriverMemory(process) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }

    private void Take(string? line)
    {
        if (long.TryParse(line, NumberStyles.Integer, CultureInfo.InvariantCulture, out long used) && used > PeakMebibytes)
            Interlocked.Exchange(ref peak, used);
    }
}
