#nullable enable
using System;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Repartee.Frozen;

namespace Repartee.Player
{
    /// <summary>Plays a frozen actor in a console, as a game's build would: nothing but Repartee.Frozen and what it needs.</summary>
    internal static class Program
    {
        private static int Main(string[] arguments)
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            if (!PlayerArguments.TryRead(arguments, out PlayerArguments wanted))
            {
                Console.Error.WriteLine(PlayerArguments.Usage);
                return 2;
            }

            try
            {
                Play(wanted);
                return 0;
            }
            catch (Exception failure)
            {
                Console.Error.WriteLine(failure);
                return 1;
            }
        }

        private static void Play(PlayerArguments wanted)
        {
            string compiled = RuntimeFeature.IsDynamicCodeSupported ? "while it runs" : "ahead of time";
            string runtime = RuntimeInformation.FrameworkDescription;
            Console.WriteLine($"runtime {runtime}, compiled {compiled}, {Vector<float>.Count} floats a vector");
            var watch = Stopwatch.StartNew();
            using FrozenActor actor = FrozenActor.Load(
                wanted.File, new FrozenActorOptions { Threads = wanted.Threads, Stepped = wanted.IsStepped });
            if (wanted.MeasuresSpeed)
                Console.WriteLine($"load {watch.ElapsedMilliseconds} ms");
            var run = new PlayerRun(actor, wanted);
            foreach (ScriptLine line in ScriptLine.Read(wanted.Script))
                run.Play(line);
            if (wanted.MeasuresSpeed)
                Console.WriteLine($"speed {run.TokensPerSecond():F1} tokens/s");
        }
    }
}
