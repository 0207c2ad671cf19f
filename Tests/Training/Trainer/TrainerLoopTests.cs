#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Experience;
using Repartee.Training.Ppo;
using Repartee.Training.Tests.Actor;
using Repartee.Training.Trainer;
using TorchSharp;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>The loop alone, where a test can look at the learner while an update runs.</summary>
    public sealed class TrainerLoopTests : TrainerTests
    {
        [Test]
        public async Task AnUpdateThatIsStoppedIsUndoneAndDoneAgainAfterTheResume()
        {
            var options = Options("parts") with { Ppo = SmallPpo with { Epochs = 40 } };
            var actor = StartingActor.Open(options);
            var played = await PlayBufferAsync(options);
            var whole = await RunAsync(options, null, TrainerStart.Fresh, played, (loop, _, __) => loop.Progress.Update == 1);

            var run = RunFolder.Create(Named("parts"), actor, options);
            float[] first = Array.Empty<float>();
            var stopped = await RunAsync(options, run, TrainerStart.Fresh, played, (loop, learner, before) =>
            {
                first = before.Actor;
                return !learner.Parts[0].Arena.ToArray().SequenceEqual(before.Actor);           // a step was taken
            });
            Assert.That(stopped.Actor, Is.EqualTo(first));
            Assert.That(stopped.Parts[0].Optimizer.Steps, Is.Zero);
            run.Dispose();

            var (folder, start) = RunFolder.Resume(Named("parts"), actor, options);
            using var held = folder;
            Assert.That(start.Counters, Is.EqualTo(new TrainerCounters(0, 0, 0, 4, 4)));
            Assert.That(start.Waiting, Has.Count.EqualTo(4));
            var resumed = await RunAsync(
                options,
                folder,
                start,
                Array.Empty<FinishedConversation>(),
                (loop, _, __) => loop.Progress.Update == 1);
            Assert.That(resumed.Actor, Is.EqualTo(whole.Actor).And.Not.EqualTo(first));
            Assert.That(resumed.Parts[1].Values, Is.EqualTo(whole.Parts[1].Values));
            Assert.That(resumed.Parts[0].Optimizer.First, Is.EqualTo(whole.Parts[0].Optimizer.First));
            Assert.That(resumed.Parts[0].Optimizer.Second, Is.EqualTo(whole.Parts[0].Optimizer.Second));
            Assert.That(resumed.Parts[0].Optimizer.Steps, Is.EqualTo(80));
        }

        /// <summary>Runs a loop until the condition holds, closes it, and returns what the learner came to.</summary>
        private async Task<LearnerState> RunAsync(
            TrainingOptions options, RunFolder? run, TrainerStart start, IReadOnlyList<FinishedConversation> conversations,
            Func<TrainerLoop, Learner, LearnerState, bool> until)
        {
            var actor = ActorFolder.Open(ActorPath);
            using var network = new ActorNetwork(actor.Config, torch.CPU);
            var own = ActorWeights.Trainable(network);
            actor.LoadInto(own);
            var learner = Learner.Full(own, options.Ppo, actor.Encoder.PadToken, options.Seed);
            start.Learner?.Restore(learner);
            var queue = new ExperienceQueue(8);
            using var worker = Worker(actor, network);
            using var loop = new TrainerLoop(options, learner, queue, worker, run, start);
            var kl = new AdaptiveKl(0, 0, 1);
            var before = LearnerState.Capture(learner, kl);
            foreach (var conversation in conversations)
                queue.Add(conversation);
            var running = Task.Run(() =>
            {
                torch.set_num_threads(1);
                loop.Run();
            });
            Assert.That(SpinWait.SpinUntil(() => running.IsCompleted || until(loop, learner, before), TimeSpan.FromSeconds(60)));
            loop.Close();
            await running;
            return LearnerState.Capture(learner, kl);
        }

        private async Task<IReadOnlyList<FinishedConversation>> PlayBufferAsync(TrainingOptions options)
        {
            var actor = ActorFolder.Open(ActorPath);
            using var network = new ActorNetwork(actor.Config, torch.CPU);
            using var worker = Worker(actor, network);
            var queue = new ExperienceQueue(8);
            using var meter = new SessionMeter(TimeProvider.System);
            var host = new ConversationHost(
                worker, new ExperienceIntake(queue, null), actor.Encoder, options.Sampling, TalkingActor.Context, TimeProvider.System,
                meter);
            for (int i = 0; i < 4; i++)
            {
                var conversation = new NpcConversation(host, Rows[i], (ulong)i, recorded: true);
                await conversation.ReplyAsync();
                await conversation.ReplyAsync("And then?");
                conversation.AddReward("tip", i);
                conversation.Interrupt();
            }

            return Enumerable.Range(0, 4).Select(_ => queue.Take()!).ToList();
        }

        private static ActorWorker Worker(ActorFolder actor, ActorNetwork network)
        {
            var weights = ActorWeights.Frozen(network);
            actor.LoadInto(weights);
            return new ActorWorker(TinyEngine.Decoder(network, actor.Encoder.StopTokens), weights, 0, 1);
        }
    }
}
