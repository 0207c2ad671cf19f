using System;
using System.Globalization;
using System.IO;

namespace Repartee.TrainerHost;

/// <summary>
/// A training session for another process, which speaks to it over standard input and output (Runtime/Sessions/Wire). Ends when told so,
/// when its input ends, and when its parent is gone.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (Console.IsInputRedirected && Console.IsOutputRedirected && Parent(arguments, out int? parent))
        {
            var (input, output) = StandardStreams.Take();
            using var watch = parent is int id ? new ParentWatch(id) : null;
            return new Host(input, output).Run();
        }

        Console.Error.WriteLine(
            "Expected to be started by a game through Repartee.Sessions.Client.TrainerProcess, with both standard streams as pipes, but found " +
            (Console.IsInputRedirected && Console.IsOutputRedirected ? string.Join(" ", arguments) : "a terminal") +
            ". To train without a game, use the command line: Documentation~/cli.md.");
        return 2;
    }

    /// <returns>Whether the arguments are what they should be: nothing, or <c>--parent ID</c>.</returns>
    private static bool Parent(string[] arguments, out int? parent)
    {
        parent = null;
        if (arguments.Length == 0)
            return true;
        if (arguments.Length != 2 || arguments[0] != "--parent" || !int.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            return false;
        parent = id;
        return true;
    }
}
