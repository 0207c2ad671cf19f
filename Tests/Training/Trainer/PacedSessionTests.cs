#nullable enable
using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>A game holds training up and the NPCs talk on.</summary>
    public sealed class PacedSessionTests : TrainerTests
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

        [Test]
        public async Task WhilePausedNpcsTalkAndNothingIsLearntUntilTrainingResumes()
        {
            var options = Options();
            await using var session = await TrainingSession.StartAsync(options);
            session.Pace.Pause();
            var playing = new DatasetPlayer(session, Rows, options).PlayAsync(1);
            SpinWait.SpinUntil(() => session.Pace.IsWaiting);                   // the buffer is full
            var reply = await session.BeginConversation(Rows[0]).ReplyAsync();
            Assert.That((reply.PolicyVersion, session.Progress.Update), Is.EqualTo((0L, 0L)));
            session.Pace.Resume();
            await playing.WaitAsync(Patience);
            Assert.That(session.Progress.Update, Is.EqualTo(1));
        }

        [Test]
        public async Task StoppingWhilePausedEndsAndUndoesTheUpdate()
        {
            var options = Options("run");
            var session = await TrainingSession.StartAsync(options);
            var player = new DatasetPlayer(session, Rows, options);
            await player.PlayAsync(1);
            session.Pace.Pause();
            var playing = player.PlayAsync(2);
            SpinWait.SpinUntil(() => session.Pace.IsWaiting);
            await session.StopAsync().WaitAsync(Patience);
            Assert.That(async () => await playing, Throws.InstanceOf<OperationCanceledException>());
            Assert.That((session.Error, session.Progress.Update), Is.EqualTo(((Exception?)null, 1L)));
        }

        [Test]
        public async Task AShareChangesNothingThatIsLearnt()
        {
            await PlayAsync(Options("free"), 2);
            await PlayAsync(Options("slow") with { TrainingShare = 0.5 }, 2);
            Assert.That(Rewards("slow"), Is.EqualTo(Rewards("free")));
        }

        private string[] Rewards(string run) => System.IO.File.ReadLines(System.IO.Path.Combine(Named(run), "metrics.jsonl"))
            .SelectMany(line => System.Text.Json.JsonDocument.Parse(line).RootElement.EnumerateObject())
            .Where(metric => metric.Name.StartsWith("objective/") || metric.Name.StartsWith("loss/"))
            .Select(metric => metric.ToString()).ToArray();
    }
}
