using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using TorchSharp;

namespace Repartee.Benchmarks;

/// <summary>Seconds of work, what the device still has to do at its end included.</summary>
internal sealed class DeviceClock(torch.Device device)
{
    public double Seconds(Action work)
    {
        Wait();
        var clock = Stopwatch.StartNew();
        work();
        Wait();
        return clock.Elapsed.TotalSeconds;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private void Wait()
    {
        if (device.type == DeviceType.CUDA)
            torch.cuda.synchronize();
    }
}
