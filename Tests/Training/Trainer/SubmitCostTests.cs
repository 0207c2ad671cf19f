#nullable enable
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Training.Tests.Export;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>What asking costs the game's thread. Exact times belong to a quiet machine: see the benchmark of frames.</summary>
    public sealed class SubmitCostTests : TrainerTests
    {
        [Test]
        public async Task AskingReturnsLongBeforeAFrameIsOver()
        {
            var actor = ExportFixture.Tavern();
            var rows = DialogueDataset.Read(Path.Combine(actor.Path, "..", "Data", "tavern.jsonl")).Rows.Take(200).ToList();
            await using var session = await TrainingSession.StartAsync(Options() with { ActorFolder = actor.Path });
            var taken = new List<double>();
            foreach (var row in rows)
            {
                var conversation = session.BeginConversation(row);
                long begun = Stopwatch.GetTimestamp();
                var pending = conversation.Ask();
                taken.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                while (!pending.IsDone)
                    await Task.Yield();
                Assert.That(pending.Error, Is.Null);
            }

            taken.Sort();
            TestContext.Out.WriteLine($"best {taken[0]:F4} ms, median {taken[taken.Count / 2]:F4} ms, 95 % {taken[taken.Count * 95 / 100]:F4} ms");
            Assert.That(taken[taken.Count / 4], Is.LessThan(1), "far from a frame of 16.7 ms, whatever else the machine does");
        }
    }
}
