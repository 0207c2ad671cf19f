#nullable enable
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;
using Repartee.Training.Tests.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Kernels
{
    public sealed class TrunkKernelTests
    {
        private static IEnumerable<TestCaseData> Architectures()
        {
            foreach (int keyValueHeads in new[] { 1, 2, 4 })
            {
                foreach (bool tied in new[] { false, true })
                    yield return new TestCaseData(keyValueHeads, tied, false, false);
            }

            yield return new TestCaseData(2, true, true, false).SetArgDisplayNames("Qwen2: with q, k and v biases");
            yield return new TestCaseData(2, true, false, true).SetArgDisplayNames("Qwen3: with q and k norms");
            yield return new TestCaseData(2, false, true, true).SetArgDisplayNames("with both");
        }

        [TestCaseSource(nameof(Architectures))]
        public void TheForwardPassIsThatOfTheWrittenOutDecoderInDoublePrecision(int keyValueHeads, bool tied, bool bias, bool norm)
        {
            using var network = TinyActor.Network(TinyActor.Config(keyValueHeads: keyValueHeads, tied: tied, bias: bias, norm: norm));
            using var weights = TinyActor.Weights(network);
            var reference = new ReferenceLlama(network.Layout, TinyActor.Values(network.Layout));
            var tokens = TinyActor.Prompt(12, seed: 5);

            var expected = reference.Hidden(tokens).SelectMany(h => h).ToArray();
            Assert.That(Hidden(weights, tokens), Is.EqualTo(expected).Within(1e-5));
        }

        [Test]
        public void TwoForwardPassesAreBitEqual()
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Weights(network);
            var tokens = TinyActor.Prompt(12, seed: 5);
            var first = Hidden(weights, tokens);
            Assert.That(Hidden(weights, tokens), Is.EqualTo(first));
        }

        private static float[] Hidden(ActorWeights weights, int[] tokens)
        {
            using var ids = HostCopy.ToDevice(tokens.Select(t => (long)t).ToArray(), new long[] { 1, tokens.Length }, TinyActor.Device);
            using var hidden = TrunkPass.Infer(weights, ids);
            return HostCopy.Floats(hidden);
        }
    }
}
