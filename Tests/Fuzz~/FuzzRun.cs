using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using NUnit.Framework;

namespace Repartee.Fuzz.Tests;

/// <summary>
/// Reads damaged inputs on a thread of its own and measures each. The same every time; the number of inputs is
/// <c>REPARTEE_FUZZ_INPUTS</c>, and what is begun with another <c>REPARTEE_FUZZ_SEED</c> is another set. With
/// <c>REPARTEE_FUZZ_TRACE</c> each input is first written to that file, which survives a process that a reader has ended.
/// </summary>
internal sealed class FuzzRun
{
    private const int UsualInputs = 1500;
    private const int StackBytes = 512 << 10;                                   // a reader that recurses too deeply shows
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);       // with one input

    private readonly FuzzTarget target;
    private readonly int seed = Number("REPARTEE_FUZZ_SEED") ?? 7;
    private readonly string? trace = Environment.GetEnvironmentVariable("REPARTEE_FUZZ_TRACE");
    private readonly int inputs;
    private volatile byte[] input = [];
    private long round, begun, refused, most, slowest, total;
    private volatile string? fault;

    private FuzzRun(FuzzTarget target)
    {
        this.target = target;
        inputs = Number("REPARTEE_FUZZ_INPUTS") ?? UsualInputs / target.Slowness;
    }

    /// <summary>Fails with the first input that its reader neither reads nor refuses as it should.</summary>
    internal static void Of(FuzzTarget target)
    {
        var run = new FuzzRun(target);
        run.ReadSeeds();
        run.Watch();
        TestContext.Progress.WriteLine(run.Row());
        if (run.fault is string fault)
            Assert.Fail(fault);
        if (target.RefusesNothing)
            Assert.That(run.refused, Is.Zero);
        else
            Assert.That(run.refused, Is.InRange(run.inputs / 20, run.inputs - 1 - (run.inputs / 1000)), "refused; else little is tried");
    }

    internal static int? Number(string variable)
    {
        string? text = Environment.GetEnvironmentVariable(variable);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
    }

    private void ReadSeeds()
    {
        foreach (byte[] sound in target.Seeds)
            Assert.That(() => target.Read(sound), Throws.Nothing, "a sound input");
    }

    private void Watch()
    {
        var reading = new Thread(ReadAll, StackBytes) { IsBackground = true, Name = target.Format };
        begun = Stopwatch.GetTimestamp();
        reading.Start();
        while (!reading.Join(250))
        {
            if (Stopwatch.GetElapsedTime(Interlocked.Read(ref begun)) > Patience)
            {
                fault ??= Fault($"took longer than {Patience.TotalSeconds} s");
                return;
            }
        }
    }

    private void ReadAll()
    {
        for (int i = 0; i < inputs && fault is null; i++)
        {
            var random = new Random(HashCode(seed, i));
            byte[] sound = target.Seeds[random.Next(target.Seeds.Count)], other = target.Seeds[random.Next(target.Seeds.Count)];
            input = target.Mutators[random.Next(target.Mutators.Count)].Mutate(sound, other, random);
            Interlocked.Exchange(ref round, i);
            if (trace != null)
                File.WriteAllBytes(trace, input);
            Interlocked.Exchange(ref begun, Stopwatch.GetTimestamp());
            ReadOne();
        }
    }

    private void ReadOne()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? error = null;
        try
        {
            target.Read(input);
        }
        catch (Exception thrown)
        {
            error = thrown;
        }

        long memory = GC.GetAllocatedBytesForCurrentThread() - before, ticks = Stopwatch.GetTimestamp() - begun;
        (most, slowest, total) = (Math.Max(most, memory), Math.Max(slowest, ticks), total + ticks);
        if (error != null)
        {
            refused++;
            if (!target.Refuses(error))
                fault ??= Fault($"ended with {error}");
            else if (!target.Says.Any(words => error.Message.Contains(words, StringComparison.Ordinal)))
                fault ??= Fault($"was refused with a message that does not say what was expected: {error}");
            else if (error.Message.Length > target.LongestMessage)
                fault ??= Fault($"was refused with a message of {error.Message.Length} characters: {error}");
        }

        if (memory > target.Memory + ((long)target.MemoryPerByte * input.Length))
            fault ??= Fault($"of {input.Length} bytes took {memory} bytes of memory");
    }

    // Not the framework's, which is another one in every process.
    private static int HashCode(int seed, int round) => unchecked((seed * 1_000_003) + (round * 7919));

    private string Fault(string what)
    {
        const int Longest = 20_000;
        string hex = Convert.ToHexString(input, 0, Math.Min(input.Length, Longest));
        return $"{target.Format}: input {Interlocked.Read(ref round)} of seed {seed} {what}\n{hex}{(input.Length > Longest ? "..." : "")}";
    }

    private string Row() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {target.Format} | {inputs:N0} | {refused:N0} | {inputs - refused:N0} | {most / 1024.0:N0} KiB "
        + $"| {Milliseconds(total) / inputs * 1000:N0} us | {Milliseconds(slowest):N1} ms |");

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;
}
