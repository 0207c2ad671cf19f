#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Decoding;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Model;
using Repartee.Frozen.Tests.Kernels;

namespace Repartee.Frozen.Tests.Decoding
{
    public sealed class ForwardPassTests
    {
        private const int Length = 23;
        private TemporaryFolder folder = null!;

        private string Path => folder["model.gguf"];

        [SetUp]
        public void CreateFolder() => folder = new TemporaryFolder();

        [TearDown]
        public void DeleteFolder() => folder.Dispose();

        // Only inside the logits of each position do all of a row's numbers show: every position is compared.
        [TestCaseSource(typeof(ModelShapes), nameof(ModelShapes.All))]
        public void EveryPositionHasTheLogitsOfPlainArithmetic(string name)
        {
            FrozenConfig config = ModelShapes.Write(Path, name);
            int[] tokens = Tokens(config, Length);
            double[][] expected = new ReferenceDecoder(Path, config).Logits(tokens);
            double deviation = Math.Sqrt(expected.SelectMany(row => row).Average(logit => logit * logit));
            Assert.That(deviation, Is.InRange(0.5, 2.0), "The tolerance is meant for logits of about this size.");
            using var model = new LoadedModel(Path);
            ForwardPass pass = model.NewPass(1);
            KeyValueCache cache = model.NewCache();
            for (int position = 0; position < Length; position++)
            {
                pass.Begin();
                Assert.That(pass.Add(cache, tokens, position, 1, output: true), Is.Zero);
                pass.RunAll();
                Compare(model.Read(pass, 0), expected[position], ModelShapes.Tolerance(name), $"position {position}");
            }
        }

        // One row multiplies the weights as they are stored, from 4 rows on they are unpacked (Q8 from 8), and attention takes 4 queries at
        // a time: sums come in another order, so the bits may differ.
        [TestCaseSource(typeof(ModelShapes), nameof(ModelShapes.All))]
        public void APromptMayBeReadInPartsOfAnySize(string name)
        {
            FrozenConfig config = ModelShapes.Write(Path, name);
            int[] tokens = Tokens(config, Length);
            double[] expected = new ReferenceDecoder(Path, config).Logits(tokens).Last();
            using var model = new LoadedModel(Path);
            foreach (int part in new[] { 2, 3, 4, 5, 7, 8, 9, 12, Length })
                Compare(model.Logits(tokens, part), expected, ModelShapes.Tolerance(name), $"in parts of {part}");
        }

        [Test]
        public void EachKindOfProcessorComputesTheSame(
            [ValueSource(typeof(KernelKinds), nameof(KernelKinds.All))] string kernels,
            [Values("llama, F16", "qwen3, 3 share, d 16", "llama, wider than a panel, mixed")] string name)
        {
            FrozenConfig config = ModelShapes.Write(Path, name);
            int[] tokens = Tokens(config, Length);
            double[] expected = new ReferenceDecoder(Path, config).Logits(tokens).Last();
            using var model = new LoadedModel(Path, 1, KernelKinds.Make(kernels));
            foreach (int part in new[] { 1, 6, Length })
                Compare(model.Logits(tokens, part), expected, ModelShapes.Tolerance(name), $"in parts of {part}");
        }

        // A thread's share of a matrix is whole groups of rows. Only with AVX-512 does a group's sum depend on how many are beside it.
        [Test]
        public void AnyNumberOfThreadsComputesTheSame(
            [ValueSource(typeof(KernelKinds), nameof(KernelKinds.All))] string kernels,
            [Values("qwen3, Q8_0", "qwen2, mixed", "llama, 3 share, d 6, tied")] string name)
        {
            FrozenConfig config = ModelShapes.Write(Path, name);
            int[] tokens = Tokens(config, Length);
            foreach (int part in new[] { 1, 6, Length })
            {
                using var one = new LoadedModel(Path, 1, KernelKinds.Make(kernels));
                float[] expected = one.Logits(tokens, part);
                foreach (int threads in new[] { 2, 3 })
                {
                    using var several = new LoadedModel(Path, threads, KernelKinds.Make(kernels));
                    float[] found = several.Logits(tokens, part);
                    Assert.That(found.AsSpan().SequenceEqual(expected), Is.True, $"{threads} threads, parts of {part}");
                }
            }
        }

        [TestCaseSource(typeof(ModelShapes), nameof(ModelShapes.All))]
        public void UnitByUnitTheBitsAreTheSame(string name)
        {
            FrozenConfig config = ModelShapes.Write(Path, name);
            int[] tokens = Tokens(config, Length);
            using var model = new LoadedModel(Path);
            foreach (int part in new[] { 1, 6 })
                Assert.That(model.Logits(tokens, part, unitByUnit: true), Is.EqualTo(model.Logits(tokens, part)), $"in parts of {part}");
        }

        [Test]
        public void ALargeHeadIsComputedInSeveralUnits()
        {
            FrozenConfig config = new FrozenConfig
            {
                Architecture = "qwen2",
                VocabSize = 131_100,
                HiddenSize = 64,
                IntermediateSize = 32,
                Layers = 1,
                Heads = 2,
                KeyValueHeads = 1,
                HeadDim = 16,
                ContextLength = 16,
                RmsNormEps = 1e-6f,
                TieWordEmbeddings = true,
            };
            TinyModel.Write(Path, config, _ => GgufType.Q8_0);
            int[] tokens = { 131_099, 70_000, 5 };
            double[] expected = new ReferenceDecoder(Path, config).Logits(tokens).Last();
            using var model = new LoadedModel(Path);
            ForwardPass pass = model.NewPass(3);
            pass.Begin();
            pass.Add(model.NewCache(), tokens, 0, 3, output: true);
            int units = 0;
            for (; !pass.IsDone; units++) pass.RunOne();
            Assert.That(units, Is.EqualTo(1 + 2), "a layer and two parts of the head");
            Compare(model.Read(pass, 0), expected, 5e-4, "in units");
        }

        [TestCase("llama, 3 share, d 6, tied")]
        [TestCase("qwen3, Q8_0")]
        public void SeveralSequencesShareAPass(string name)
        {
            FrozenConfig config = ModelShapes.Write(Path, name);
            var reference = new ReferenceDecoder(Path, config);
            using var model = new LoadedModel(Path);
            int[][] texts = { Tokens(config, 11), Tokens(config, 7).Reverse().ToArray(), Tokens(config, 17).Skip(3).ToArray() };
            KeyValueCache[] caches = texts.Select(_ => model.NewCache()).ToArray();
            ForwardPass pass = model.NewPass(12);
            for (int round = 1; caches.Zip(texts, (cache, text) => cache.Count < text.Length).Any(isOpen => isOpen); round++)
            {
                pass.Begin();
                var outputs = new List<(int Text, int Index)>();
                for (int i = 0; i < texts.Length; i++)
                {
                    int count = Math.Min((round + i) % 5, texts[i].Length - caches[i].Count);
                    if (count == 0) continue;
                    // The middle one says nothing until its end: indices count only those that do.
                    bool output = i != 1 || caches[i].Count + count == texts[i].Length;
                    int index = pass.Add(caches[i], texts[i], caches[i].Count, count, output);
                    if (output) outputs.Add((i, index));
                    else Assert.That(index, Is.EqualTo(-1));
                }

                Assert.That(outputs.Select(output => output.Index), Is.EqualTo(Enumerable.Range(0, outputs.Count)));
                pass.RunAll();
                foreach ((int text, int index) in outputs)
                {
                    double[] expected = reference.Logits(texts[text].Take(caches[text].Count).ToArray()).Last();
                    Compare(model.Read(pass, index), expected, ModelShapes.Tolerance(name), $"text {text}, round {round}");
                }
            }
        }

        [Test]
        public void ASequenceMayGoOnFromAnyEarlierPosition()
        {
            FrozenConfig config = ModelShapes.Write(Path, "llama, 4 share, d 16, biases");
            using var model = new LoadedModel(Path);
            int[] first = Tokens(config, Length), second = first.Take(9).Concat(first.Reverse().Take(8)).ToArray();
            ForwardPass pass = model.NewPass(Length);
            KeyValueCache cache = model.NewCache();
            pass.Begin();
            pass.Add(cache, first, 0, Length, output: false);
            pass.RunAll();
            cache.Truncate(9);
            pass.Begin();
            pass.Add(cache, second, 9, 8, output: true);
            pass.RunAll();
            Compare(model.Read(pass, 0), new ReferenceDecoder(Path, config).Logits(second).Last(), 1e-4, "after a truncation");
        }

        [Test]
        public void BF16IsPlayedAsFloat32()
        {
            FrozenConfig config = TinyModel.Plain;
            TinyModel.Write(Path, config, _ => GgufType.F16);
            foreach (string tensor in new[] { FrozenTensors.Embedding, FrozenTensors.Query(1), FrozenTensors.Down(0) })
                TinyModel.RetypeAsBF16(Path, tensor);
            int[] tokens = Tokens(config, Length);
            using var model = new LoadedModel(Path);
            Compare(model.Logits(tokens, 5), new ReferenceDecoder(Path, config).Logits(tokens).Last(), 1e-4, "BF16");
        }

        private static int[] Tokens(FrozenConfig config, int count)
        {
            var random = new Random(config.VocabSize);
            return Enumerable.Range(0, count).Select(i => i == 4 ? config.VocabSize - 1 : random.Next(config.VocabSize)).ToArray();
        }

        private static void Compare(float[] found, double[] expected, double tolerance, string what)
        {
            Assert.That(found, Has.Length.EqualTo(expected.Length), what);
            for (int i = 0; i < found.Length; i++)
            {
                if (!(Math.Abs(found[i] - expected[i]) <= tolerance))
                    Assert.Fail($"{what}: expected the logit of {i} to be {expected[i]}, but found {found[i]}.");
            }
        }
    }
}
