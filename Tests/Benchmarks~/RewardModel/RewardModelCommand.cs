using System;
using System.CommandLine;
using System.IO;
using Repartee.Sessions;
using Repartee.Training.Native;

namespace Repartee.Benchmarks.RewardModel;

/// <summary>The verb <c>reward-model</c>.</summary>
internal static class RewardModelCommand
{
    private const string About =
        "Trains a reward model on the actor's own replies, labelled by a rule that is known (a reply should end by asking back), then the "
        + "actor by PPO on the model alone. The exit code is 0 when 95 % of held-out pairs are in order and the rule's own score rises on "
        + "each seed.";

    public static Command Create(Option<DeviceChoice> device, Option<int> threads, Func<ParseResult, int> threadsOf)
    {
        var actor = new Option<DirectoryInfo>("--actor") { HelpName = "DIR", Description = "Folder of an actor.", Required = true };
        var data = new Option<FileInfo>("--data")
        {
            HelpName = "FILE",
            Description = "Dialogues with the tag split: train or heldout.",
            Required = true,
        };
        var questions = new Option<int>("--questions")
        {
            HelpName = "N",
            Description = "Questions with labelled replies.",
            DefaultValueFactory = _ => 512,
        };
        var updates = new Option<int>("--updates")
        {
            HelpName = "N",
            Description = "PPO updates of each seed.",
            DefaultValueFactory = _ => 25,
        };
        var seeds = new Option<ulong[]>("--seeds")
        {
            HelpName = "N N ...",
            Description = "Runs of PPO.",
            DefaultValueFactory = _ => [1, 2, 3, 4],
            AllowMultipleArgumentsPerToken = true,
        };
        var output = new Option<FileInfo?>("--out") { HelpName = "FILE", Description = "Figures and replies as one JSON file." };
        var command = new Command("reward-model", About) { actor, data, questions, updates, seeds, threads, device, output };
        command.SetAction((arguments, stop) =>
        {
            var plan = new RewardModelPlan(
                arguments.GetValue(actor)!.FullName, arguments.GetValue(data)!.FullName, arguments.GetValue(questions),
                arguments.GetValue(updates), arguments.GetValue(seeds)!, arguments.GetValue(device), threadsOf(arguments));
            return new RewardModelBenchmark(plan, Console.Out).RunAsync(arguments.GetValue(output)?.FullName, stop);
        });
        return command;
    }
}
