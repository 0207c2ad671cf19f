#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Native;
using Repartee.Training.RewardModel;
using Repartee.Training.Tests.Trainer;
using Repartee.Training.Trainer;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Training.Tests.RewardModel
{
    /// <summary>A reward model as a term of a session's rewards.</summary>
    public sealed class RewardModelSessionTests : RewardModelTests
    {
        public enum Learner
        {
            FullWithReference,
            FullWithoutReference,
            Lora,
        }

        [Test]
        public async Task TrainingTheActorDoesNotMoveItsScores([Values] Learner learner)
        {
            var options = With(Trained(), learner);
            using var alone = LearnedReward.Load(options.RewardModel!.Folder, device: DeviceChoice.Cpu);
            await using var session = await TrainingSession.StartAsync(options);
            var before = Totals(session);
            Assert.That(before, Is.EqualTo(alone.ScoreAll(Fixed)), "the same features as those of a copy of its own");
            await new DatasetPlayer(session, Rows, options).PlayAsync(3);
            Assert.That(session.Progress.Metrics["policy/grad_norm"], Is.GreaterThan(0));
            Assert.That(Totals(session), Is.EqualTo(before));
        }

        [Test]
        public async Task AResumedSessionScoresAsTheFirst([Values] Learner learner)
        {
            var options = With(Trained(), learner) with { RunFolder = Named("run") };
            double[] before;
            await using (var session = await TrainingSession.StartAsync(options))
            {
                before = Totals(session);
                await new DatasetPlayer(session, Rows, options).PlayAsync(1);
            }

            await using var resumed = await TrainingSession.StartAsync(options with { Resume = true });
            Assert.That(Totals(resumed), Is.EqualTo(before), "the backbone is the start's, not the checkpoint's");
        }

        [Test]
        public async Task ItsTermStandsBesideTheRulesByItsName()
        {
            var options = Options("run") with { RewardModel = new RewardModelTerm { Folder = Trained(), Weight = 3, Name = "taste" } };
            await using var session = await TrainingSession.StartAsync(options);
            var weights = new Dictionary<string, double> { ["length"] = 2, ["vowels"] = 1, ["taste"] = 3 };
            Assert.That(session.Rewards.Weights, Is.EqualTo(weights));
            await new DatasetPlayer(session, Rows, options).PlayAsync(1);
            var metrics = session.Progress.Metrics;
            Assert.That(metrics["reward/taste"], Is.InRange(0, 1));
            Assert.That(
                metrics["objective/scores"],
                Is.EqualTo((2 * metrics["reward/length"] + metrics["reward/vowels"] + 3 * metrics["reward/taste"]) / 6).Within(1e-9));
            Assert.That(metrics["reward/errors"], Is.Zero);
            using var line = JsonDocument.Parse(File.ReadLines(Path.Combine(Named("run"), "replies.jsonl")).First());
            Assert.That(
                line.RootElement.GetProperty("terms").EnumerateObject().Select(term => term.Name),
                Is.EqualTo(new[] { "length", "vowels", "taste" }));
        }

        [Test]
        public async Task ASessionMayHaveNoOtherReward()
        {
            var options = Options() with { Rewards = null, RewardModel = new RewardModelTerm { Folder = Trained() } };
            await using var session = await TrainingSession.StartAsync(options);
            await new DatasetPlayer(session, Rows, options).PlayAsync(1);
            var metrics = session.Progress.Metrics;
            Assert.That(metrics["objective/scores"], Is.EqualTo(metrics["reward/reward_model"]).Within(1e-12));
            var replies = await DatasetPlayer.EvaluateAsync(session, Rows, session.Rewards);
            Assert.That(replies.Select(reply => reply.Score.ErrorCount), Is.All.Zero);
        }

        [Test]
        public async Task AStopInTheMiddleChangesNothing()
        {
            string model = Trained();
            TrainingOptions Run(string name) => Options(name) with { RewardModel = new RewardModelTerm { Folder = model } };
            await PlayAsync(Run("whole"), 3);
            await PlayAsync(Run("parts"), 1);
            await PlayAsync(Run("parts") with { Resume = true }, 3);
            Assert.That(Metrics("parts"), Is.EqualTo(Metrics("whole")));
            Assert.That(Left("parts"), Is.EqualTo(Left("whole")), "replies with their scores, the weights, the critic and their moments");
            double[] whole = await ScoresAsync(Run("whole")), parts = await ScoresAsync(Run("parts"));
            Assert.That(parts, Is.EqualTo(whole), "the head and its normaliser");

            string other = Trained("other", seed: 2);
            await PlayAsync(Run("control") with { RewardModel = new RewardModelTerm { Folder = other } }, 3);
            Assert.That(Left("control"), Is.Not.EqualTo(Left("whole")), "the control: another head, other scores, other bits");
        }

        [Test]
        public async Task AResumeUnderAnotherModelIsRefused()
        {
            var options = Options("run") with { RewardModel = new RewardModelTerm { Folder = Trained() } };
            await PlayAsync(options, 1);
            using (var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(Named("run"), "config.json"))))
            {
                var model = config.RootElement.GetProperty("rewardModel");
                Assert.That(model.GetProperty("name").GetString(), Is.EqualTo("reward_model"));
                Assert.That(model.GetProperty("hash").GetString(), Does.Match("^[0-9a-f]{64} [0-9a-f]{64}$"));
            }

            var other = options with { Resume = true, RewardModel = new RewardModelTerm { Folder = Trained("other", seed: 2) } };
            Assert.That(
                async () => await TrainingSession.StartAsync(other),
                Throws.InvalidOperationException.With.Message.Contains("rewardModel.hash is ").And.Message.Contains("start a new run"));
            Assert.That(
                async () => await TrainingSession.StartAsync(options with { Resume = true, RewardModel = null }),
                Throws.InvalidOperationException.With.Message.Contains("rewardModel.hash is "));
        }

        [Test]
        public void AModelOfAnotherBackboneIsRefusedBeforeAnythingIsWritten()
        {
            string model = Trained(), other = Named("other");
            TalkingActor.Write(other);
            string weights = Path.Combine(other, "model.safetensors");
            var bytes = File.ReadAllBytes(weights);
            bytes[bytes.Length - 2] ^= 1;
            File.WriteAllBytes(weights, bytes);
            long before = torch.Tensor.TotalCount;
            var options = Options("run") with { ActorFolder = other, RewardModel = new RewardModelTerm { Folder = model } };
            Assert.That(
                async () => await TrainingSession.StartAsync(options),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("expected the backbone that this reward model was trained on"));
            Assert.That(Directory.Exists(Named("run")), Is.False);
            Assert.That(torch.Tensor.TotalCount, Is.EqualTo(before));
        }

        [Test]
        public void OptionsOutOfTheirRangeAreNamed()
        {
            RewardModelTerm term = new RewardModelTerm { Folder = "f" };
            foreach (var (wrong, message) in new[]
            {
                (term with { Folder = " " }, "RewardModel.Folder: expected the folder of a reward model"),
                (term with { Weight = double.NaN }, "RewardModel.Weight: expected a finite number, but found NaN."),
                (term with { Name = "" }, "RewardModel.Name: expected a name"),
                (term with { Name = "length" }, "RewardModel.Name: expected a name that no other reward has, but found \"length\""),
            })
            {
                Assert.That(
                    () => TrainingSession.StartAsync(Options() with { RewardModel = wrong }),
                    Throws.ArgumentException.With.Message.StartsWith(message));
            }
        }

        [Test]
        public async Task AStoppedSessionLeavesNoTensors()
        {
            string model = Trained();
            await PlayAsync(With(model, Learner.FullWithoutReference), 1);      // whatever is made once in a process
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long before = torch.Tensor.TotalCount;
            await PlayAsync(With(model, Learner.FullWithoutReference), 1);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.That(torch.Tensor.TotalCount, Is.EqualTo(before));
        }

        private TrainingOptions With(string model, Learner learner) => Options() with
        {
            Rewards = null,
            RewardModel = new RewardModelTerm { Folder = model },
            Lora = learner == Learner.Lora ? new AdapterConfig { Rank = 2 } : null,
            Ppo = learner == Learner.FullWithoutReference ? SmallPpo with { KlCoefficient = 0, KlTarget = 0 } : SmallPpo,
        };

        private static double[] Totals(TrainingSession session) => session.Rewards.ScoreAll(Fixed).Select(score => score.Total).ToArray();

        private static async Task<double[]> ScoresAsync(TrainingOptions run)
        {
            await using var session = await TrainingSession.StartAsync(run with { Resume = true });
            return Totals(session);
        }

        /// <summary>Hashes of what a run of three updates leaves.</summary>
        private string Left(string run) => ContentHash.OfFiles(
            new[] { "replies.jsonl", Path.Combine("checkpoints", "step-000003", "learner.safetensors") }
                .Select(file => Path.Combine(Named(run), file)));

        private List<string> Metrics(string run) => File.ReadLines(Path.Combine(Named(run), "metrics.jsonl"))
            .SelectMany(line => JsonSerializer.Deserialize<JsonElement>(line).EnumerateObject())
            .Where(metric => metric.Name != "seconds" && metric.Name != "tokens_per_second").Select(metric => metric.ToString()).ToList();
    }
}
