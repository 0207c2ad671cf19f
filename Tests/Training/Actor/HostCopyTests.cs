#nullable enable
using System;
using NUnit.Framework;
using Repartee.Training.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Actor
{
    public sealed class HostCopyTests
    {
        [Test]
        public void ValuesComeBackInRowOrderFromAViewThatIsNot()
        {
            using var tensor = HostCopy.ToDevice(new[] { 1f, 2f, 3f, 4f, 5f, 6f }, new long[] { 2, 3 }, CPU);
            using var turned = tensor.t();
            Assert.That(HostCopy.Floats(turned), Is.EqualTo(new[] { 1f, 4f, 2f, 5f, 3f, 6f }));
        }

        [Test]
        public void AScalarTensorIsAnArrayOfOne()
        {
            using var tensor = HostCopy.ToDevice(new[] { 7L }, Array.Empty<long>(), CPU);
            Assert.That(tensor.dim(), Is.EqualTo(0));
            Assert.That(HostCopy.Longs(tensor), Is.EqualTo(new[] { 7L }));
        }

        [Test]
        public void TheTensorDoesNotShareTheArraysMemory()
        {
            var values = new[] { 1f, 2f };
            using var tensor = HostCopy.ToDevice(values, new long[] { 2 }, CPU);
            values[0] = 9f;
            Assert.That(HostCopy.Floats(tensor), Is.EqualTo(new[] { 1f, 2f }));
        }

        [Test]
        public void TensorsWithGradientsCanBeRead()
        {
            using var tensor = HostCopy.ToDevice(new[] { true, false }, new long[] { 2 }, CPU);
            using var trained = HostCopy.ToDevice(new[] { 3f }, new long[] { 1 }, CPU);
            trained.requires_grad = true;
            Assert.That(HostCopy.Booleans(tensor), Is.EqualTo(new[] { true, false }));
            Assert.That(HostCopy.Floats(trained), Is.EqualTo(new[] { 3f }));
        }
    }
}
