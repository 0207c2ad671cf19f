#nullable enable
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;

namespace Repartee.Training.Tests.Actor
{
    public sealed class ParameterLayoutTests
    {
        [Test]
        public void DecayedParametersComeFirstEachGroupInItsGivenOrder()
        {
            var layout = new ParameterLayout(new[]
            {
                new ParameterSlot("norm", new long[] { 3 }, decayed: false),
                new ParameterSlot("first", new long[] { 2, 3 }, decayed: true),
                new ParameterSlot("bias", new long[] { 2 }, decayed: false),
                new ParameterSlot("second", new long[] { 4, 1 }, decayed: true),
            });
            Assert.That(layout.Slots.Select(s => s.Offset), Is.EqualTo(new long[] { 10, 0, 13, 6 }));
            Assert.That((layout.DecayedCount, layout.Count), Is.EqualTo((10L, 15L)));
            Assert.That(layout["second"].Count, Is.EqualTo(4));
        }

        [Test]
        public void OnlyMatricesOfAnActorDecay()
        {
            var layout = new ActorLayout(TinyActor.Config(bias: true, norm: true)).Parameters;
            Assert.That(layout.Slots.Where(s => s.Decayed).Select(s => s.Shape.Length), Is.All.EqualTo(2));
            Assert.That(layout.Slots.Where(s => !s.Decayed).Select(s => s.Shape.Length), Is.All.EqualTo(1));
        }
    }
}
