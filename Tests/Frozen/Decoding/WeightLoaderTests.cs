#nullable enable
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Tests.Decoding
{
    public sealed class WeightLoaderTests
    {
        private static readonly byte[] NaN = { 0x00, 0x00, 0xc0, 0x7f };
        private static readonly byte[] InfiniteHalf = { 0x00, 0xfc };

        [Test]
        public void WeightsTakeAboutAsManyBytesAsTheirFile()
        {
            using var folder = new TemporaryFolder();
            FrozenConfig config = ModelShapes.Write(folder["m.gguf"], "qwen3, Q8_0");
            using GgufFile file = GgufFile.Open(folder["m.gguf"]);
            long stored = FrozenTensors.Of(config).Sum(tensor => file.Tensors[tensor.Name].ByteCount);
            using var model = new LoadedModel(folder["m.gguf"]);
            // The embedding of 50 rows is filled up to 64, and so is the head; a little is left free between the vectors.
            Assert.That(model.Bytes - stored, Is.InRange(2 * 14 * 64 / 32 * 34, 2 * 14 * 64 / 32 * 34 + 2048));
        }

        [TestCase(GgufType.F32, "blk.1.attn_norm.weight", 8)]
        [TestCase(GgufType.F32, "token_embd.weight", 0)]
        [TestCase(GgufType.F32, "blk.1.ffn_down.weight", 96)]
        [TestCase(GgufType.F16, "output.weight", 1910)]
        [TestCase(GgufType.F16, "blk.0.attn_k.weight", 30)]
        [TestCase(GgufType.F16, "output_norm.weight", 92)]
        public void AnElementThatIsNoNumberIsRefusedByItsTensor(GgufType type, string tensor, long place)
        {
            using var folder = new TemporaryFolder();
            string path = folder["m.gguf"];
            TinyModel.Write(path, TinyModel.Plain, _ => type);
            TinyModel.Damage(path, tensor, place, type == GgufType.F16 && !tensor.Contains("norm") ? InfiniteHalf : NaN);
            Refused(path, tensor);
        }

        [Test]
        public void AnInfiniteScaleOfABlockIsRefusedByItsTensor()
        {
            using var folder = new TemporaryFolder();
            string path = folder["m.gguf"];
            ModelShapes.Write(path, "qwen3, Q8_0");
            TinyModel.Damage(path, "blk.1.ffn_up.weight", 95 * 2 * 34, InfiniteHalf);
            Refused(path, "blk.1.ffn_up.weight");
        }

        private static void Refused(string path, string tensor)
        {
            foreach (int threads in new[] { 1, 3 })
            {
                Assert.That(
                    () => new LoadedModel(path, threads),
                    Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                        $"{path}: expected finite numbers in tensor '{tensor}', but found an infinite one or none at all. The weights are broken: " +
                        "take another copy, or freeze the actor again."));
            }
        }
    }
}
