#nullable enable
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Ppo;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>N updates, a stop, a resume and M updates are N + M updates, bit for bit.</summary>
    public sealed class ResumeTests : ResumedRunTests
    {
        [Test]
        public async Task AStopBetweenTwoUpdatesChangesNothing()
        {
            await PlayAsync(Options("whole"), Updates);
            await PlayAsync(Options("parts"), 1);
            await PlayAsync(Options("parts") with { Resume = true }, 2);
            await PlayAsync(Options("parts") with { Resume = true }, Updates);
            AssertSame(expected: "whole", found: "parts");
        }

        [Test]
        public async Task SchedulesGoOnWhereTheyWere()
        {
            var ppo = SmallPpo with
            {
                Schedule = LearningRateSchedule.Cosine,
                KlPlacement = KlPlacement.Loss,
                KlEstimator = KlEstimator.K3,
                EntropyCoefficient = 0.01,
            };
            var (whole, parts) = (
                Options("whole") with { Ppo = ppo, PlannedUpdates = Updates },
                Options("parts") with { Ppo = ppo, PlannedUpdates = Updates });
            await PlayAsync(whole, Updates);
            await PlayAsync(parts, 3);
            await PlayAsync(parts with { Resume = true }, Updates);
            AssertSame(expected: "whole", found: "parts");
        }

        [TestCase(2, TestName = "AStopInTheMiddleOfABufferChangesNothing")]
        [TestCase(4, TestName = "AStopAfterTheLastConversationOfABufferChangesNothing")]
        public async Task AStopWithABufferInHandChangesNothing(int taken)
        {
            await PlayAsync(Options("whole"), Updates);
            await StopInTheSecondBufferAsync(Options("parts"), taken);
            using (var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(Named("parts"), "config.json"))))
            {
                var state = StateFormat.Read(
                    Path.Combine(Named("parts"), "checkpoints", "step-000001", "state.msgpack"),
                    config.RootElement.GetProperty("runId").GetString()!);
                Assert.That(state.Waiting, Has.Count.EqualTo(taken));
                Assert.That(state.Counters.Taken, Is.EqualTo(SmallPpo.BufferSize + taken));
            }

            await PlayAsync(Options("parts") with { Resume = true }, Updates);
            AssertSame(expected: "whole", found: "parts");
        }
    }
}
