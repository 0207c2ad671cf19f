#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;

namespace Repartee.Training.Tests.Actor
{
    public sealed class NormalNumbersTests
    {
        [Test]
        public void NormalNumbersHaveTheWantedMeanAndDeviation()
        {
            var numbers = new float[20_000];
            NormalNumbers.Fill(numbers, deviation: 2.0, seed: 4);
            double mean = numbers.Average(), variance = numbers.Average(v => (v - mean) * (v - mean));
            Assert.That(mean, Is.EqualTo(0).Within(3 * 2.0 / Math.Sqrt(numbers.Length)));
            Assert.That(variance, Is.EqualTo(4).Within(3 * 4 * Math.Sqrt(2.0 / numbers.Length)));
            Assert.That(numbers.Count(v => Math.Abs(v) < 2.0) / (double)numbers.Length, Is.EqualTo(0.6827).Within(0.01));
        }
    }
}
