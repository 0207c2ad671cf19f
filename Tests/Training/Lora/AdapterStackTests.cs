#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Tests.Actor;
using Repartee.Training.Weights;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Lora
{
    /// <summary>Several NPCs on one backbone: each row of a batch speaks with its own adapter.</summary>
    public sealed class AdapterStackTests
    {
        private static readonly SamplingOptions Sampling = new SamplingOptions { MaxTokens = 12 };

        private readonly List<string> folders = new List<string>();
        private string root = "";
        private ActorNetwork network = null!;
        private ActorWeights backbone = null!;

        [SetUp]
        public void WriteTwoAdaptersOfDifferentRankAndTargets()
        {
            root = Directory.CreateTempSubdirectory("repartee-").FullName;
            network = TinyActor.Network();
            backbone = TinyActor.Weights(network);
            folders.Clear();
            Write(new AdapterConfig { Rank = 4, Alpha = 8 }, seed: 1);
            Write(new AdapterConfig { Rank = 2, Alpha = 6, UseRsLora = true, TargetModules = new[] { "q_proj", "down_proj" } }, seed: 2);
        }

        [TearDown]
        public void Delete()
        {
            backbone.Dispose();
            network.Dispose();
            Directory.Delete(root, recursive: true);
        }

        [Test]
        public void EachRowOfABatchSpeaksAsItsOwnMergedAdapterWould()
        {
            var expected = new[] { 1, 0, 2, 1 }.Select((number, row) => number == 0 ? Alone(backbone, row) : AloneMerged(number, row)).ToList();
            using var stack = new AdapterStack(network, folders);
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var mixed = TinyActor.Answer(
                network, new Policy(backbone, stack.Rows(new[] { 1, 0, 2, 1 })), Enumerable.Range(0, 4).Select(Job).ToList(), TinyActor.Stop);
            for (int row = 0; row < 4; row++)
            {
                Assert.That(mixed[row].Tokens, Is.EqualTo(expected[row].Tokens), $"row {row}");
                Assert.That(mixed[row].LogProbs, Is.EqualTo(expected[row].LogProbs).Within(1e-4), $"row {row}");
            }

            Assert.That(mixed[3].LogProbs, Is.Not.EqualTo(Alone(backbone, 3).LogProbs).Within(1e-2), "the adapter matters");
        }

        [Test]
        public void AnAdapterOfAnotherBackboneIsRefusedByName()
        {
            using var wider = TinyActor.Network(TinyActor.Config(keyValueHeads: 4));
            Assert.That(
                () => new AdapterStack(wider, folders),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("k_proj.lora_B.weight\" of shape [32, 4], but found [16, 4]"));
        }

        private static GenerationJob Job(int row) => new GenerationJob(TinyActor.Prompt(3 + row, (ulong)row), Sampling, (ulong)row);

        private GenerationJob Alone(ActorWeights weights, int row) =>
            TinyActor.Answer(network, weights, new[] { Job(row) }, TinyActor.Stop)[0];

        private GenerationJob AloneMerged(int number, int row)
        {
            using var adapter = new LoraAdapter(network, AdapterConfigFile.Load(folders[number - 1]), trainable: false);
            LoraFile.Load(folders[number - 1], adapter);
            using var merged = ActorWeights.Frozen(network);
            adapter.Merge(backbone, merged);
            return Alone(merged, row);
        }

        private void Write(AdapterConfig config, ulong seed)
        {
            var layout = new LoraLayout(network.Layout, config);
            var values = new float[layout.Parameters.Count];
            NormalNumbers.Fill(values, 0.2, seed);
            folders.Add(Path.Combine(root, $"{seed}"));
            LoraFile.Write(folders[folders.Count - 1], layout, values, new Dictionary<string, string>());
        }
    }
}
