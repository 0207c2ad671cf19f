#nullable enable
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;

namespace Repartee.Training.Tests.Actor
{
    public sealed class ActorLayoutTests
    {
        [Test]
        public void CheckpointNamesAreThoseOfHuggingFacesLlama()
        {
            var layout = new ActorLayout(TinyActor.Config(layers: 1));
            Assert.That(layout.Checkpoint.Select(t => t.Name), Is.EqualTo(new[]
            {
                "model.embed_tokens.weight",
                "model.layers.0.input_layernorm.weight",
                "model.layers.0.self_attn.q_proj.weight",
                "model.layers.0.self_attn.k_proj.weight",
                "model.layers.0.self_attn.v_proj.weight",
                "model.layers.0.self_attn.o_proj.weight",
                "model.layers.0.post_attention_layernorm.weight",
                "model.layers.0.mlp.gate_proj.weight",
                "model.layers.0.mlp.up_proj.weight",
                "model.layers.0.mlp.down_proj.weight",
                "model.norm.weight",
                "lm_head.weight",
            }));
        }

        [Test]
        public void QueryKeyAndValueAreRowsOfOneMatrixAndGateAndUpOfAnother()
        {
            var layout = new ActorLayout(TinyActor.Config(bias: true));
            long Within(string tensor, string slot) =>
                layout.Checkpoint.Single(t => t.Name == tensor).Offset - layout.Parameters[slot].Offset;

            Assert.That(layout.Parameters["1.qkv"].Shape, Is.EqualTo(new long[] { 64, 32 }));
            Assert.That(Within("model.layers.1.self_attn.q_proj.weight", "1.qkv"), Is.EqualTo(0));
            Assert.That(Within("model.layers.1.self_attn.k_proj.weight", "1.qkv"), Is.EqualTo(32 * 32));
            Assert.That(Within("model.layers.1.self_attn.v_proj.weight", "1.qkv"), Is.EqualTo(48 * 32));
            Assert.That(Within("model.layers.1.self_attn.k_proj.bias", "1.qkv_bias"), Is.EqualTo(32));
            Assert.That(Within("model.layers.1.self_attn.v_proj.bias", "1.qkv_bias"), Is.EqualTo(48));
            Assert.That(Within("model.layers.1.mlp.up_proj.weight", "1.gate_up"), Is.EqualTo(48 * 32));
        }

        [TestCase(false, false, false)]
        [TestCase(true, false, false)]
        [TestCase(false, true, false)]
        [TestCase(true, false, true)]
        [TestCase(false, true, true)]
        public void TheCheckpointsTensorsFillTheArenaWithoutGapsAndWithoutOverlap(bool tied, bool bias, bool norm)
        {
            var layout = new ActorLayout(TinyActor.Config(tied: tied, bias: bias, norm: norm));
            long next = 0;
            foreach (var tensor in layout.Checkpoint.OrderBy(t => t.Offset))
            {
                Assert.That(tensor.Offset, Is.EqualTo(next), tensor.Name);
                next += tensor.Shape.Aggregate(1L, (a, b) => a * b);
            }

            Assert.That(next, Is.EqualTo(layout.Parameters.Count));
        }

        [TestCase(true, null)]
        [TestCase(false, "head")]
        public void ATiedHeadTakesNoPlaceOfItsOwn(bool tied, string? head)
        {
            var layout = new ActorLayout(TinyActor.Config(tied: tied));
            Assert.That(layout.KernelOrder().ElementAt(2), Is.EqualTo(head));
            Assert.That(layout.Checkpoint.Any(t => t.Name == "lm_head.weight"), Is.EqualTo(!tied));
        }

        [Test]
        public void TheKernelsListHasThreeTensorsAndNineALayerWithNullWhereAFeatureIsAbsent()
        {
            var plain = new ActorLayout(TinyActor.Config()).KernelOrder().ToArray();
            var full = new ActorLayout(TinyActor.Config(bias: true, norm: true)).KernelOrder().ToArray();
            Assert.That(plain, Has.Length.EqualTo(3 + 2 * ActorLayout.PerLayer));
            Assert.That(plain.Skip(3).Take(9), Is.EqualTo(new[]
            {
                "0.input_norm", "0.qkv", null, null, null, "0.o", "0.post_norm", "0.gate_up", "0.down",
            }));
            Assert.That(full.Skip(5).Take(3), Is.EqualTo(new[] { "0.qkv_bias", "0.q_norm", "0.k_norm" }));
        }
    }
}
