#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;
using Repartee.Training.Critic;
using Repartee.Training.Kernels;
using Repartee.Training.Tests.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Kernels
{
    /// <summary>Losses and gradients of the reward model's head against the formulas in double precision.</summary>
    public sealed class RewardModelKernelTests
    {
        private const int Hidden = 6;
        private const int Replies = 5;

        private static readonly long[] Better = { 0, 2, 4 };

        private static readonly long[] Worse = { 1, 3, 0 };

        private static readonly float[] Features = Numbers(Replies * Hidden, 1.0, seed: 1);

        private static readonly float[] Head = Numbers(Hidden * Hidden + 2 * Hidden + 1, 0.5, seed: 2);

        [Test]
        public void PairsOfEqualScoresLoseLn2() =>
            Assert.That(PairLoss(new float[Head.Length], new float[3], 0.7f).Loss, Is.EqualTo(Math.Log(2)).Within(1e-7));

        [TestCase(0f, 0f)]
        [TestCase(0.8f, 0f)]
        [TestCase(0f, 0.3f)]
        [TestCase(1.5f, 0.01f)]
        public void MarginAndCentringAreThoseOfTheFormula(float margin, float centring)
        {
            var margins = new[] { margin, margin / 2, 0 };
            double expected = Enumerable.Range(0, 3).Average(i =>
            {
                double b = Score(Better[i]), w = Score(Worse[i]);
                return Math.Log(1 + Math.Exp(-(b - w - margins[i]))) + centring * (b + w) * (b + w);
            });
            var (loss, total, _) = PairLoss(Head, margins, centring);
            Assert.That(loss, Is.EqualTo(expected).Within(1e-6));
            Assert.That(total, Is.EqualTo(10 + expected).Within(1e-5), "the loss is added to what was there");
        }

        [Test]
        public void ALargeDifferenceNeitherOverflowsNorVanishes()
        {
            var margins = new[] { 200f, 0, 0 };
            var (loss, _, gradient) = PairLoss(Head, margins, 0);
            double rest = Enumerable.Range(1, 2).Sum(i => Math.Log(1 + Math.Exp(-(Score(Better[i]) - Score(Worse[i])))));
            Assert.That(loss, Is.EqualTo((200 - Score(0) + Score(1) + rest) / 3).Within(1e-4));
            Assert.That(gradient, Has.All.Matches<float>(g => !float.IsNaN(g)).And.Some.Not.Zero);
        }

        [Test]
        public void ScoresAreLearntByTheMeanSquaredError()
        {
            using var scope = NewDisposeScope();
            using var head = Trainable(Head);
            var features = HostCopy.ToDevice(Features, new long[] { Replies, Hidden }, TinyActor.Device);
            var rows = HostCopy.ToDevice(new long[] { 1, 4 }, new long[] { 2 }, TinyActor.Device);
            var targets = HostCopy.ToDevice(new[] { 0.5f, -2f }, new long[] { 2 }, TinyActor.Device);
            var total = HostCopy.ToDevice(new[] { 10f }, Array.Empty<long>(), TinyActor.Device);
            var loss = (Tensor)KernelUnit.Shared.invoke("score_loss", head.Kernel, features, rows, targets, total)!;
            double expected = (Math.Pow(Score(1) - 0.5, 2) + Math.Pow(Score(4) + 2, 2)) / 2;
            Assert.That(HostCopy.Floats(loss)[0], Is.EqualTo(expected).Within(1e-6));
            Assert.That(HostCopy.Floats(total)[0], Is.EqualTo(10 + expected).Within(1e-5));
        }

        [Test]
        public void TheGradientIsTheSlopeOfTheLoss()
        {
            var margins = new[] { 0.4f, 0, 1f };
            const float Centring = 0.2f, Move = 1e-2f;
            var gradient = PairLoss(Head, margins, Centring).Gradient;
            for (int i = 0; i < Head.Length; i++)
            {
                float At(float move) => PairLoss(Head.Select((v, n) => n == i ? v + move : v).ToArray(), margins, Centring).Loss;
                Assert.That(gradient[i], Is.EqualTo((At(Move) - At(-Move)) / (2 * Move)).Within(2e-4), $"parameter {i}");
            }
        }

        [Test]
        public void RepliesAreScoredByTheHeadsFormula()
        {
            using var scope = NewDisposeScope();
            using var head = Trainable(Head);
            using var noGrad = no_grad();
            var features = HostCopy.ToDevice(Features, new long[] { Replies, Hidden }, TinyActor.Device);
            var scores = (Tensor)KernelUnit.Shared.invoke("reply_scores", head.Kernel, features)!;
            Assert.That(HostCopy.Floats(scores), Is.EqualTo(Enumerable.Range(0, Replies).Select(i => Score(i))).Within(1e-6));
        }

        private static (float Loss, float Total, float[] Gradient) PairLoss(float[] values, float[] margins, float centring)
        {
            using var scope = NewDisposeScope();
            using var head = Trainable(values);
            var features = HostCopy.ToDevice(Features, new long[] { Replies, Hidden }, TinyActor.Device);
            var better = HostCopy.ToDevice(Better, new long[] { 3 }, TinyActor.Device);
            var worse = HostCopy.ToDevice(Worse, new long[] { 3 }, TinyActor.Device);
            var margin = HostCopy.ToDevice(margins, new long[] { 3 }, TinyActor.Device);
            var weight = HostCopy.ToDevice(new[] { centring }, Array.Empty<long>(), TinyActor.Device);
            var total = HostCopy.ToDevice(new[] { 10f }, Array.Empty<long>(), TinyActor.Device);
            var loss = (Tensor)KernelUnit.Shared.invoke("pair_loss", head.Kernel, features, better, worse, margin, weight, total)!;
            loss.backward();
            return (HostCopy.Floats(loss)[0], HostCopy.Floats(total)[0], HostCopy.Floats(head.Arena.Gradient!));
        }

        private static ValueHead Trainable(float[] values)
        {
            var head = new ValueHead(Hidden, TinyActor.Device, trainable: true);
            head.Arena.Load(values);
            return head;
        }

        private static double Score(long reply)
        {
            using var layout = new ValueHead(Hidden, TinyActor.Device, trainable: false);
            float At(string name, int i) => Head[layout.Arena.Layout[name].Offset + i];
            double score = At("value.1.bias", 0);
            for (int row = 0; row < Hidden; row++)
            {
                double z = At("value.0.bias", row);
                for (int i = 0; i < Hidden; i++)
                    z += (double)At("value.0.weight", row * Hidden + i) * Features[reply * Hidden + i];
                score += At("value.1.weight", row) * z / (1 + Math.Exp(-z));
            }

            return score;
        }

        private static float[] Numbers(int count, double deviation, ulong seed)
        {
            var values = new float[count];
            NormalNumbers.Fill(values, deviation, seed);
            return values;
        }
    }
}
