#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Rewards;
using Repartee.Sessions.Client;

namespace Repartee.Sessions.Tests.Client
{
    /// <summary>The client with the real trainer's process and the tavern's actor; under Mono, the client alone runs there.</summary>
    public sealed class LiveProcessTests
    {
        private const int Patience = 120_000;                                   // milliseconds

        private static readonly DialogueState Marta = DialogueState.Begin("You are Marta, innkeeper of the Gilded Boar.");

        [Test]
        public void TheTavernsActorAnswersLearnsSavesAndStops()
        {
            string run = Path.Combine(Path.GetTempPath(), "repartee-" + Guid.NewGuid().ToString("N"));
            var options = new TrainingOptions
            {
                ActorFolder = Path.Combine(BuildPaths.Root, "Samples~", "Tavern", "Actor"),
                RunFolder = run,
                Device = DeviceChoice.Cpu,
                Threads = 1,
                Sampling = new SamplingOptions { MaxTokens = 24, Temperature = 0.7 },
                Ppo = new PpoOptions { BufferSize = 2, MinibatchSize = 2, Epochs = 1 },
                Rewards = new WeightedReward().Add(new LengthReward(8, 26), 1).Add(new DelegateReward("here", _ => 0.5), 1),
            };
            try
            {
                var session = Finished(TrainerProcess.StartAsync(options, new TrainerProcessOptions { HostPath = BuildPaths.TrainerHost }));
                var pieces = new List<string>();
                for (int i = 0; i < 2; i++)
                {
                    var talk = session.BeginConversation(Marta);
                    var reply = Finished(talk.ReplyAsync("Any rooms left?", new ReplyOptions { OnText = pieces.Add }));
                    Assert.That(reply.Text, Is.Not.Empty);
                    Assert.That(string.Concat(pieces), Is.EqualTo(reply.Text));
                    pieces.Clear();
                    talk.Complete();
                }

                var progress = Finished(session.WaitForUpdateAsync(1));
                Assert.That(progress.Metrics["reward/here"], Is.EqualTo(0.5));
                string checkpoint = Finished(session.SaveCheckpointAsync());
                Assert.That(File.Exists(Path.Combine(checkpoint, "model.safetensors")), Is.True);
                Assert.That(session.StopAsync().Wait(Patience), Is.True);
                Assert.That(session.State, Is.EqualTo(TrainerProcessState.Stopped));
            }
            finally
            {
                if (Directory.Exists(run))
                    Directory.Delete(run, true);
            }
        }

        [Test]
        public void AHostThatIsNotThereIsNamed()
        {
            var options = new TrainingOptions { ActorFolder = "actor", Rewards = new WeightedReward().Add(new LengthReward(1, 3), 1) };
            string nowhere = Path.Combine(Path.GetTempPath(), "no-such-host");
            var starting = TrainerProcess.StartAsync(options, new TrainerProcessOptions { HostPath = nowhere });
            var error = Assert.Throws<AggregateException>(() => starting.Wait(Patience));
            Assert.That(
                error!.InnerException,
                Is.TypeOf<TrainerProcessException>().With.Message.StartsWith($"Expected the trainer's program at {nowhere}, but found no such file. In Unity, install"));
        }

        private static T Finished<T>(Task<T> task)
        {
            Assert.That(task.Wait(Patience), Is.True);
            return task.Result;
        }
    }
}
