using System;

namespace Repartee.Benchmarks.Crash;

/// <summary>Saves checkpoints as fast as it can and says when each begins and ends, until it is killed.</summary>
internal static class CrashChild
{
    public const string Verb = "crash-child";

    public static int Run(string actor, string run)
    {
        using var saved = SavedRun.Open(actor, run);
        using var output = Console.OpenStandardOutput();
        while (true)
        {
            Say("begin", saved.Next);
            saved.Save();
            Say("end", saved.Position);
        }

        void Say(string what, (long Updates, long Taken) at)
        {
            output.Write(System.Text.Encoding.ASCII.GetBytes($"{what} {at.Updates} {at.Taken}\n"));
            output.Flush();
        }
    }
}
