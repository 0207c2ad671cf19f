#nullable enable
using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Repartee.Frozen.Decoding;

namespace Repartee.Frozen.Tests.Decoding
{
    public sealed class WorkerTeamTests
    {
        [TestCase(1)]
        [TestCase(2)]
        [TestCase(4)]
        public void EachMemberWorksOnceOnAThreadOfItsOwnAndTheCallerIsTheFirst(int size)
        {
            var threads = new ConcurrentBag<(int Member, Thread Thread)>();
            int foreground = 0;
            using (var team = new WorkerTeam(size, "bard"))
            {
                var work = new Work((member, _) =>
                {
                    threads.Add((member, Thread.CurrentThread));
                    if (!Thread.CurrentThread.IsBackground && member > 0) Interlocked.Increment(ref foreground);
                });
                for (int round = 0; round < 3; round++) team.Run(work);
                Assert.That(team.Size, Is.EqualTo(size));
            }

            Assert.That(threads.GroupBy(t => t.Member).OrderBy(g => g.Key).Select(g => (g.Key, g.Count())), Is.EqualTo(
                Enumerable.Range(0, size).Select(member => (member, 3))));
            Assert.That(threads.Select(t => t.Thread).Distinct().Count(), Is.EqualTo(size));
            Assert.That(threads.Where(t => t.Member == 0).Select(t => t.Thread), Is.All.SameAs(Thread.CurrentThread));
            foreach ((int member, Thread thread) in threads.Where(t => t.Member > 0))
                Assert.That((thread.Name, thread.IsAlive), Is.EqualTo(($"bard {member}", false)));
            Assert.That(foreground, Is.Zero);
        }

        [TestCase(2, 1000)]
        [TestCase(3, 100)]
        public void AtABarrierEverybodySeesWhatTheOthersDidBefore(int size, int rounds)
        {
            using var team = new WorkerTeam(size, "test");
            var written = new int[size];
            int wrong = 0;
            for (int round = 1; round <= rounds; round++)
            {
                int now = round;
                team.Run(new Work((member, own) =>
                {
                    for (int step = 0; step < 3; step++)
                    {
                        written[member] = now * 3 + step;
                        own.Barrier.Wait();
                        if (written.Any(one => one != now * 3 + step)) Interlocked.Increment(ref wrong);
                        own.Barrier.Wait();
                    }
                }));
            }

            Assert.That(wrong, Is.Zero);
            Assert.That(written, Is.All.EqualTo(rounds * 3 + 2));
        }

        [Test]
        public void TheFailureOfAnyMemberReachesTheCallerAndTheTeamWorksOn([Values(1, 2, 3)] int size, [Values] bool waits)
        {
            using var team = new WorkerTeam(size, "test");
            for (int round = 0; round < 20; round++)
            {
                int bad = round % size;
                var work = new Work((member, own) =>
                {
                    if (waits) own.Barrier.Wait();
                    if (member == bad) throw new InvalidOperationException($"member {member} fell asleep");
                    own.Barrier.Wait();
                    own.Barrier.Wait();
                });
                Assert.That(() => team.Run(work), Throws.InvalidOperationException.With.Message.EqualTo($"member {bad} fell asleep"));
                int worked = 0;
                team.Run(new Work((_, own) =>
                {
                    own.Barrier.Wait();
                    Interlocked.Increment(ref worked);
                    own.Barrier.Wait();
                }));
                Assert.That(worked, Is.EqualTo(size));
            }
        }

        [Test]
        public void ACancellationIsAFailureLikeAnother([Values(1, 2)] int size)
        {
            using var team = new WorkerTeam(size, "test");
            var work = new Work((member, own) =>
            {
                if (member == size - 1) throw new OperationCanceledException("enough");
                own.Barrier.Wait();
            });
            Assert.That(() => team.Run(work), Throws.InstanceOf<OperationCanceledException>().With.Message.EqualTo("enough"));
            int worked = 0;
            team.Run(new Work((_, own) =>
            {
                own.Barrier.Wait();
                Interlocked.Increment(ref worked);
            }));
            Assert.That(worked, Is.EqualTo(size));
        }

        [TestCase(1)]
        [TestCase(2)]
        [TestCase(3)]
        [TestCase(5)]
        public void SharesCoverARangeWithoutGapsAndDifferByOne(int size)
        {
            using var team = new WorkerTeam(size, "test");
            foreach (int count in Enumerable.Range(0, 40).Append(int.MaxValue))
            {
                long end = 0;
                for (int member = 0; member < size; member++)
                {
                    team.Share(count, member, out int first, out int length);
                    Assert.That((first, length - count / size is 0 or 1), Is.EqualTo(((int)end, true)), $"{count}, member {member}");
                    end += length;
                }

                Assert.That(end, Is.EqualTo(count));
            }
        }

        [Test]
        public void RunningAllocatesNothing()
        {
            using var team = new WorkerTeam(2, "test");
            var work = new Work((_, own) => own.Barrier.Wait());
            team.Run(work);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int round = 0; round < 50; round++) team.Run(work);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        }

        private sealed class Work : TeamWork
        {
            private readonly Action<int, WorkerTeam> act;

            internal Work(Action<int, WorkerTeam> act) => this.act = act;

            internal override void Run(int member, WorkerTeam team) => act(member, team);
        }
    }
}
