using System;
using System.CommandLine;

namespace Repartee.Benchmarks.Rewards;

/// <summary>The verb <c>rewards</c>.</summary>
internal static class RewardsCommand
{
    private const string About =
        "Microseconds to score a reply with all built-in rules, as the trainer does, on one thread; a textbook edit distance takes part. "
        + "JSON lines, then a table.";

    public static Command Create()
    {
        var characters = NumberOption.Create("--characters", "Characters of a reply and of each solution", 200);
        var solutions = NumberOption.Create("--solutions", "Solutions of a row", 3);
        var earlier = NumberOption.Create("--earlier", "Replies that the NPC gave before", 4);
        var scores = NumberOption.Create("--scores", "Replies that are scored", 20_000);
        var accented = new Option<bool>("--accented") { Description = "French words and typographic marks instead of plain English." };
        var command = new Command("rewards", About) { characters, solutions, earlier, scores, accented };
        command.SetAction(arguments =>
        {
            new RewardsBenchmark(
                new RewardsOptions(
                    arguments.GetValue(characters), arguments.GetValue(solutions), arguments.GetValue(earlier), arguments.GetValue(scores),
                    arguments.GetValue(accented)),
                Console.Out).Run();
            return 0;
        });
        return command;
    }
}
