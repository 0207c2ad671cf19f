#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Tests.Actor;
using Repartee.Training.Tests.Parity;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Lora
{
    public sealed class LoraAdapterTests
    {
        private static readonly int[][] Rows = { TinyActor.Prompt(12, 1), TinyActor.Prompt(5, 2), TinyActor.Prompt(9, 3) };

        private ActorNetwork network = null!;
        private ActorWeights weights = null!;

        [SetUp]
        public void CreateActor()
        {
            network = TinyActor.Network();
            weights = TinyActor.Weights(network);
        }

        [TearDown]
        public void DisposeActor()
        {
            weights.Dispose();
            network.Dispose();
        }

        [Test]
        public void AFreshAdapterChangesNotABit()
        {
            using var adapter = new LoraAdapter(network, TinyLora.Config(), trainable: true);
            adapter.Initialize(seed: 1);
            Assert.That(Logits(adapter), Is.EqualTo(ForwardPass.Logits(weights, Rows)));
        }

        [Test]
        public void AFreshAdaptersAIsUniformWithinOneOverTheRootOfItsInputsAndItsBZero()
        {
            using var adapter = new LoraAdapter(network, TinyLora.Config(), trainable: true);
            adapter.Initialize(seed: 1);
            var values = adapter.Arena.ToArray();
            foreach (var tensor in adapter.Layout.Checkpoint)
            {
                var part = values.AsSpan((int)tensor.Offset, (int)tensor.Count).ToArray();
                if (tensor.Name.EndsWith("lora_B.weight"))
                {
                    Assert.That(part, Is.All.Zero, tensor.Name);
                    continue;
                }

                double bound = 1 / Math.Sqrt(tensor.Shape[1]);
                Assert.That(part.Max(v => Math.Abs(v)), Is.LessThanOrEqualTo(bound).And.GreaterThan(0.9 * bound), tensor.Name);
                Assert.That(part.Average(v => v * v), Is.EqualTo(bound * bound / 3).Within(25).Percent, tensor.Name);
            }
        }

        [Test]
        public void TheSeedDecidesAFreshAdapter()
        {
            float[] Start(ulong seed)
            {
                using var adapter = new LoraAdapter(network, TinyLora.Config(), trainable: true);
                adapter.Initialize(seed);
                return adapter.Arena.ToArray();
            }

            var first = Start(1);
            Assert.That(Start(1), Is.EqualTo(first));
            Assert.That(Start(2), Is.Not.EqualTo(first));
        }

        [TestCase(false)]
        [TestCase(true)]
        public void TheForwardPassIsThatOfTheWrittenOutDecoderWithTheProductAddedToEachMatrix(bool rootScale)
        {
            using var adapter = TinyLora.Adapter(network, TinyLora.Config() with { UseRsLora = rootScale }, seed: 2);
            var values = TinyLora.Merged(network.Layout, TinyActor.Values(network.Layout), adapter.Layout, adapter.Arena.ToArray());
            var reference = new ReferenceLlama(network.Layout, values);
            using var ids = HostCopy.ToDevice(Rows[0].Select(t => (long)t).ToArray(), new long[] { 1, Rows[0].Length }, TinyActor.Device);
            using var hidden = TrunkPass.Infer(new Policy(weights, adapter.Kernel), ids);
            using var plain = TrunkPass.Infer(weights, ids);
            var expected = reference.Hidden(Rows[0]).SelectMany(h => h).ToArray();
            Assert.That(HostCopy.Floats(hidden), Is.EqualTo(expected).Within(2e-5));
            Assert.That(HostCopy.Floats(plain), Is.Not.EqualTo(expected).Within(0.1), "the adapter should matter");
        }

        [Test]
        public void TheMergedActorIsTheBackboneWithTheAdapter()
        {
            using var adapter = TinyLora.Adapter(network, TinyLora.Config(), seed: 2);
            using var merged = TinyLora.Merge(adapter, weights);
            var expected = TinyLora.Merged(network.Layout, TinyActor.Values(network.Layout), adapter.Layout, adapter.Arena.ToArray());
            Assert.That(merged.Arena.ToArray(), Is.EqualTo(expected).Within(1e-6));
            Assert.That(ForwardPass.Gap(ForwardPass.Logits(merged, Rows), Logits(adapter)), Is.LessThan(1e-5));
            Assert.That(weights.Arena.ToArray(), Is.EqualTo(TinyActor.Values(network.Layout)), "the backbone stays as it is");
        }

        [TestCase("q_proj", "v_proj")]
        [TestCase("k_proj")]
        [TestCase("v_proj", "up_proj")]
        [TestCase("gate_proj", "o_proj")]
        [TestCase("down_proj")]
        public void AnAdapterOnSomeProjectionsIsOneWhoseOthersAreZero(params string[] modules)
        {
            using var all = TinyLora.Adapter(network, TinyLora.Config(), seed: 2);
            using var some = new LoraAdapter(network, TinyLora.Config(modules), trainable: false);
            var (source, target) = (all.Arena.ToArray(), new float[some.Layout.Parameters.Count]);
            var places = some.Layout.Checkpoint.ToDictionary(t => t.Name, t => t.Offset);
            foreach (var tensor in all.Layout.Checkpoint)
            {
                var values = source.AsSpan((int)tensor.Offset, (int)tensor.Count);
                if (places.TryGetValue(tensor.Name, out long place))
                    values.CopyTo(target.AsSpan((int)place));
                else if (tensor.Name.EndsWith("lora_B.weight"))
                    values.Clear();
            }

            all.Arena.Load(source);
            some.Arena.Load(target);
            Assert.That(ForwardPass.Gap(Logits(some), Logits(all)), Is.LessThan(1e-5));
            var plain = ForwardPass.Logits(weights, Rows);
            Assert.That(ForwardPass.Gap(Logits(some), plain), Is.GreaterThan(0.01), "the adapter should matter");
            using var merged = TinyLora.Merge(some, weights);
            Assert.That(ForwardPass.Gap(ForwardPass.Logits(merged, Rows), Logits(some)), Is.LessThan(1e-5));
        }

        [Test]
        public void ACopyHasTheSameNumbersAndStaysWhenTheFirstMoves()
        {
            using var adapter = TinyLora.Adapter(network, TinyLora.Config(), seed: 2, trainable: true);
            var values = adapter.Arena.ToArray();
            using var copy = adapter.Copy();
            adapter.Arena.Load(new float[values.Length]);
            Assert.That(copy.Arena.ToArray(), Is.EqualTo(values));
            Assert.That(copy.Arena.Gradient, Is.Null);
        }

        [Test]
        public void OneAdapterARowGivesEachRowWhatItsOwnGivesAlone()
        {
            var config = TinyLora.Config("q_proj", "v_proj", "down_proj");
            var adapters = Rows.Select((_, i) => TinyLora.Adapter(network, config, (ulong)i)).ToArray();
            using var scope = NewDisposeScope();
            var stacked = Stacked(adapters);
            Assert.That(stacked[1].shape, Is.EqualTo(new long[] { 3, 6, 32 }));
            var together = ForwardPass.Logits(new Policy(weights, stacked), Rows);
            for (int i = 0; i < Rows.Length; i++)
            {
                var alone = ForwardPass.Logits(new Policy(weights, adapters[i].Kernel), Rows[i]);
                Assert.That(ForwardPass.Gap(new[] { together[i] }, alone), Is.LessThan(1e-5));
            }

            var other = ForwardPass.Logits(new Policy(weights, adapters[1].Kernel), Rows[0]);
            Assert.That(ForwardPass.Gap(new[] { together[0] }, other), Is.GreaterThan(0.1), "the adapters should differ");
            Array.ForEach(adapters, a => a.Dispose());
        }

        [Test]
        public void OneAdapterARowSpeaksForItsOwnRowInCachedGeneration()
        {
            var adapters = Rows.Select((_, i) => TinyLora.Adapter(network, TinyLora.Config(), (ulong)i)).ToArray();
            using var scope = NewDisposeScope();
            GenerationJob Job(int i) => new GenerationJob(Rows[i], new SamplingOptions { MaxTokens = 10 }, seed: (ulong)i);
            var together = TinyActor.Answer(network, new Policy(weights, Stacked(adapters)), Rows.Select((_, i) => Job(i)).ToArray());
            for (int i = 0; i < Rows.Length; i++)
            {
                var alone = TinyActor.Answer(network, new Policy(weights, adapters[i].Kernel), new[] { Job(i) })[0];
                Assert.That(together[i].Tokens, Is.EqualTo(alone.Tokens));
                Assert.That(together[i].LogProbs, Is.EqualTo(alone.LogProbs).Within(1e-5));
                var read = ForwardPass.LogProbs(new Policy(weights, adapters[i].Kernel), Rows[i], alone.Tokens);
                Assert.That(alone.LogProbs, Is.EqualTo(read).Within(1e-5));
            }

            Array.ForEach(adapters, a => a.Dispose());
        }

        private float[][] Logits(LoraAdapter adapter) => ForwardPass.Logits(new Policy(weights, adapter.Kernel), Rows);

        /// <summary>The adapters in the kernels' order, one a row of the batch. In the caller's dispose scope.</summary>
        private static Tensor[] Stacked(LoraAdapter[] adapters)
        {
            using var noGrad = no_grad();
            Tensor Stack(int i) => stack(adapters.Select(a => a.Kernel[i]));
            return adapters[0].Kernel.Select((first, i) => i == 0 || first.numel() == 0 ? first : Stack(i)).ToArray();
        }
    }
}
