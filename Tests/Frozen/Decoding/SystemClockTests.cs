#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Decoding;

namespace Repartee.Frozen.Tests.Decoding
{
    public sealed class SystemClockTests
    {
        [Test]
        public void TheClockNeverGoesBackAndKnowsLessThanAMillisecond()
        {
            TimeSpan[] looks = Enumerable.Range(0, 1000).Select(_ => SystemClock.Now()).ToArray();
            Assert.That(looks, Is.Ordered);
            // A unit of work takes a fraction of a millisecond, and steps are planned by what one took.
            Assert.That(looks.Count(look => look.Ticks % TimeSpan.TicksPerMillisecond != 0), Is.GreaterThan(900));
        }
    }
}
