using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Native;
using Repartee.Training.Ppo;
using Repartee.Training.RewardModel;
using Repartee.Training.Trainer;

namespace Repartee.Benchmarks.RewardModel;

/// <summary>What the benchmark does.</summary>
/// <param name="ActorFolder">The actor that is the reward model's backbone and PPO's start.</param>
/// <param name="DataFile">Dialogues with the tag "split": train or heldout.</param>
/// <param name="Questions">Training questions that get labelled replies.</param>
/// <param name="Updates">PPO updates of each seed.</param>
/// <param name="Seeds">One PPO run each.</param>
internal sealed record RewardModelPlan(
    string ActorFolder, string DataFile, int Questions, long Updates, IReadOnlyList<ulong> Seeds, DeviceChoice Device, int Threads);

/// <summary>
/// Trains a reward model on pairs that a known rule labels, then an actor on the model alone, and measures the rule itself on held-out
/// questions before and after.
/// </summary>
internal sealed class RewardModelBenchmark(RewardModelPlan plan, TextWriter output)
{
    private const double AccuracyDemanded = 0.95;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly SamplingOptions Sampling = new() { Temperature = 0.7 };

    /// <returns>The exit code: 0 when the model orders the held-out pairs and each seed's rule score rose.</returns>
    public async Task<int> RunAsync(string? file, CancellationToken stop)
    {
        var rows = DialogueDataset.Read(plan.DataFile);
        var training = rows.Where("split", "train").Rows;
        var heldOut = rows.Where("split", "heldout").Rows;
        string folder = Directory.CreateTempSubdirectory("repartee-").FullName;
        try
        {
            var model = Train(folder, training, stop);
            var runs = new List<RunFigures>();
            foreach (ulong seed in plan.Seeds)
            {
                runs.Add(await PlayAsync(folder, training, heldOut, seed, stop));
                output.WriteLine(JsonSerializer.Serialize(runs[^1]));
            }

            bool pass = model.HeldOutAccuracy >= AccuracyDemanded && runs.All(run => run.RuleAfter > run.RuleBefore);
            output.WriteLine(JsonSerializer.Serialize(new { pass }));
            if (file != null)
                File.WriteAllText(file, JsonSerializer.Serialize(new { pass, model, runs }, Indented) + "\n");
            return pass ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private ModelFigures Train(string folder, IReadOnlyList<DialogueState> training, CancellationToken stop)
    {
        var actor = ActorFolder.Open(plan.ActorFolder);
        var clock = Stopwatch.StartNew();
        var labels = SampledPairs.Sample(
            actor, training.Take(plan.Questions).ToList(), Sampling with { Temperature = 1 }, plan.Device, seed: 1);
        double sampling = clock.Elapsed.TotalSeconds;
        using var trainer = RewardModelTrainer.From(actor, plan.Device);
        var best = trainer.Train(
            labels, new RewardModelOptions { HeldOutShare = 0.2 }, epoch => output.WriteLine(JsonSerializer.Serialize(epoch)), stop);
        trainer.Save(folder);
        double seconds = Math.Round(clock.Elapsed.TotalSeconds - sampling, 1);
        var figures = new ModelFigures(
            labels.Pairs.Count, best.Epoch, best.HeldOutLoss, best.HeldOutAccuracy, Math.Round(sampling, 1), seconds);
        output.WriteLine(JsonSerializer.Serialize(figures));
        return figures;
    }

    private async Task<RunFigures> PlayAsync(
        string model, IReadOnlyList<DialogueState> training, IReadOnlyList<DialogueState> heldOut, ulong seed, CancellationToken stop)
    {
        var options = new TrainingOptions
        {
            ActorFolder = plan.ActorFolder,
            RewardModel = new RewardModelTerm { Folder = model },
            Device = plan.Device,
            Threads = plan.Threads,
            Seed = seed,
            Sampling = Sampling,
            Ppo = new PpoOptions { LearningRate = 1e-4, Epochs = 1, MinibatchSize = 16, KlCoefficient = 0.02 },
        };
        var clock = Stopwatch.StartNew();
        await using var session = await TrainingSession.StartAsync(options, stop);
        var before = await AskAsync(session, heldOut, stop);
        await new DatasetPlayer(session, training, options).PlayAsync(plan.Updates, stop);
        var after = await AskAsync(session, heldOut, stop);
        return new RunFigures(
            seed, plan.Updates, before.Rule, after.Rule, before.Model, after.Model, session.Progress.Metrics["objective/kl"],
            Math.Round(clock.Elapsed.TotalSeconds, 1), before.Replies, after.Replies);
    }

    /// <summary>The same draws each time: differences are the weights'.</summary>
    private static async Task<(double Rule, double Model, string[] Replies)> AskAsync(
        TrainingSession session, IReadOnlyList<DialogueState> heldOut, CancellationToken stop)
    {
        var rewards = session.Rewards.Add(new AskingBack(), weight: 0);
        var answers = await DatasetPlayer.EvaluateAsync(session, heldOut, rewards, stop);
        double Mean(int term) => Math.Round(answers.Average(answer => answer.Score.Terms[term].Value), 4);
        return (Mean(1), Mean(0), answers.Take(8).Select(answer => answer.Reply.Text).ToArray());
    }

    private sealed record ModelFigures(
        int Pairs, int KeptEpoch, double HeldOutLoss, double HeldOutAccuracy, double SamplingSeconds, double TrainingSeconds);

    private sealed record RunFigures(
        ulong Seed, long Updates, double RuleBefore, double RuleAfter, double ModelBefore, double ModelAfter, double Kl, double Seconds,
        string[] RepliesBefore, string[] RepliesAfter);
}
