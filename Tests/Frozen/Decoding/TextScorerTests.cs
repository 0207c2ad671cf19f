#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Decoding;

namespace Repartee.Frozen.Tests.Decoding
{
    public sealed class TextScorerTests
    {
        [Test]
        public void EachTokenIsScoredByTheLogitsAfterThoseBeforeItHoweverTextsSharePasses(
            [Values(4, 8, 64)] int rows, [Values(1, 2)] int threads)
        {
            using var folder = new TemporaryFolder();
            ModelShapes.Write(folder["m.gguf"], "qwen3, 3 share, d 16");
            using var model = new LoadedModel(folder["m.gguf"], threads);
            var random = new Random(1);
            int[][] texts = new[] { 2, 5, 30, 4, 9, 3, 17 }
                .Select(length => Enumerable.Range(0, length).Select(_ => random.Next(model.Config.VocabSize)).ToArray()).ToArray();
            int[] firsts = { 1, 3, 20, 2, 1, 1, 16 };
            int begun = 0, ended = 0;
            float[][] scores = model.NewScorer(rows).Score(texts, firsts, 0.7, begins => _ = begins ? begun++ : ended++);
            Assert.That((begun, begun > 1), Is.EqualTo((ended, rows < 64)), "64 rows hold them all");
            for (int i = 0; i < texts.Length; i++)
            {
                Assert.That(scores[i].Take(firsts[i]), Is.All.Zero);
                for (int t = firsts[i]; t < texts[i].Length; t++)
                {
                    float[] logits = model.Logits(texts[i].Take(t).ToArray(), part: 64);
                    Assert.That(scores[i][t], Is.EqualTo(LogProb(logits, texts[i][t], 0.7)).Within(1e-4), $"text {i}, token {t}");
                }
            }
        }

        [Test]
        public void WhoSharesAPassChangesNotOneBit()
        {
            using var folder = new TemporaryFolder();
            ModelShapes.Write(folder["m.gguf"], "llama, 3 share, d 6, tied");
            using var model = new LoadedModel(folder["m.gguf"]);
            int[][] texts = { new[] { 1, 2, 3, 4, 5, 6 }, new[] { 7, 8, 9 }, new[] { 3, 1, 4, 1, 5, 9, 2, 6, 5 } };
            using TextScorer scorer = model.NewScorer(16);
            float[][] together = scorer.Score(texts, new[] { 2, 1, 4 }, 1), again = scorer.Score(texts, new[] { 2, 1, 4 }, 1);
            Assert.That(again, Is.EqualTo(together));
            Assert.That(scorer.Score(new[] { texts[2] }, new[] { 4 }, 1)[0], Is.EqualTo(together[2]));
        }

        private static double LogProb(IReadOnlyList<float> logits, int token, double temperature) =>
            logits[token] / temperature - Math.Log(logits.Sum(logit => Math.Exp(logit / temperature)));
    }
}
