using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Scheduling;

namespace Repartee.Concurrency.Tests
{
    /// <summary>What the other tests rest on: that the scheduler sees what may go wrong, and nothing that may not.</summary>
    public sealed class SchedulerTests
    {
        [Test]
        public void AllOrdersOfTwoThreadsWithoutLocksAreSeen()
        {
            var seen = new HashSet<string>();
            var found = Exploration.Of(() => seen.Add(TwoEach(locked: false)), 1000);
            Assert.That(found.Failure, Is.Null);
            Assert.That(seen, Is.EquivalentTo(new[] { "aabb", "abab", "abba", "baab", "baba", "bbaa" }));
        }

        [Test]
        public void ALockKeepsOthersOut()
        {
            var seen = new HashSet<string>();
            var found = Exploration.Of(() => seen.Add(TwoEach(locked: true)), 1000);
            Assert.That(found.Failure, Is.Null);
            Assert.That(seen, Is.EquivalentTo(new[] { "aabb", "bbaa" }));
        }

        [Test]
        public void LocksTakenInTwoOrdersAreADeadlock() => Schedules.Catch(
            () =>
            {
                object one = new(), two = new();
                var first = Strand.Start("first", () => Both(one, two));
                Both(two, one);
                Strand.Join(first);
            },
            "all wait: main at \"enter\"; first at \"enter\"");

        [Test]
        public void APulseBeforeTheWaitIsLost() => Schedules.Catch(
            () =>
            {
                object gate = new();
                var waiter = Strand.Start("waiter", () =>
                {
                    lock (gate)
                        Monitor.Wait(gate);
                });
                lock (gate)
                    Monitor.Pulse(gate);
                Strand.Join(waiter);
            },
            "waiter at \"wait for a pulse\"");

        [Test]
        public void AContinuationThatMayRunElsewhereDoes() => Schedules.Catch(
            () =>
            {
                var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
                bool wentOn = false;
                _ = GoOn();
                done.SetResult(1);
                Strand.Yield("look");
                Strand.Expect(!wentOn, "went on in between");

                async Task<int> GoOn()
                {
                    int result = await done.Task.ConfigureAwait(false);
                    wentOn = true;
                    return result;
                }
            },
            "went on in between");

        [Test]
        public void ALoopWithoutEndIsFound() => Schedules.Catch(
            () =>
            {
                while (true)
                    Strand.Yield("again");
            },
            "Expected an end within");

        private static string TwoEach(bool locked)
        {
            object gate = new();
            string order = "";
            var other = Strand.Start("b", () => Twice("b"));
            Twice("a");
            Strand.Join(other);
            return order;

            void Twice(string name)
            {
                if (locked)
                {
                    lock (gate)
                        Say(name);
                }
                else
                {
                    Say(name);
                }
            }

            void Say(string name)
            {
                Strand.Yield("say");
                order += name;
                Strand.Yield("say again");
                order += name;
            }
        }

        private static void Both(object outer, object inner)
        {
            lock (outer)
            {
                lock (inner)
                    Strand.Yield("hold both");
            }
        }
    }
}
