using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Concurrency.Tests.Faulty;
using Repartee.Conversation;
using Repartee.Scheduling;
using Repartee.Sessions.Client;
using Repartee.Sessions.Wire;

namespace Repartee.Concurrency.Tests
{
    /// <summary>Replies and requests that a trainer's process owes, and the end of the connection to it.</summary>
    public sealed class PendingAnswersTests
    {
        [Test]
        public void EachReplyEndsOnceWheneverTheConnectionEnds() => Schedules.Hold(() => EndAtAnyTime(new PendingAnswers()));

        [Test]
        public void AnAnswerWithoutSenseEndsItsReplyToo() => Schedules.Hold(() => EndAtAnyTime(new PendingAnswers(), logProbs: 2));

        [Test]
        public void EachRequestEndsOnceWheneverTheConnectionEnds() => Schedules.Hold(() =>
        {
            var requests = new PendingRequests();
            EndAtAnyTime(requests.Add, () =>
            {
                requests.Finish(1, new PackReader([]));
                requests.Fail(2, new InvalidOperationException("failed"));
                requests.Finish(1, new PackReader([]));
            }, requests.End);
        });

        [Test]
        public void AnswersThatLookForTheEndOutsideOfTheLockAreCaught() => Schedules.Catch(
            () =>
            {
                var answers = new HastyAnswers();
                EndAtAnyTime(answers.Add, () => answers.Finish(1), answers.End);
            },
            "at \"await a task\"");

        private static void EndAtAnyTime(PendingAnswers answers, int logProbs = 1)
        {
            var sampling = new SamplingOptions { MaxTokens = 2 };
            var jobs = Enumerable.Range(1, 3).ToDictionary(id => (long)id, _ => new GenerationJob([1], sampling, seed: 0));
            EndAtAnyTime(
                id => answers.Add(id, jobs[id]),
                () =>
                {
                    answers.Grow(1, [7], [-1f]);
                    answers.Fail(2, new InvalidOperationException("failed"));
                    answers.Finish(1, FinishReason.Length, 5, [8], new float[logProbs]);
                },
                answers.End);
            var first = jobs[1];
            Strand.Expect(
                first.Finish is null || first.Tokens.SequenceEqual([7, 8]) || first.Tokens.SequenceEqual([8]),
                $"Expected the whole reply, but found {string.Join(", ", first.Tokens)}.");
        }

        /// <summary>Three are asked for, two are answered, and the connection ends at some time: by the reader too, where an answer makes
        /// no sense, as HostConnection has it.</summary>
        private static void EndAtAnyTime(Func<long, Task> add, Action read, Action<Exception> end)
        {
            var reason = new InvalidOperationException("the connection ended");
            var statuses = new List<TaskStatus>();
            Strand Player(long id) => Strand.Start($"player {id}", () =>
            {
                var answered = add(id);
                Strand.Await(answered);
                statuses.Add(answered.Status);
                if (id == 3)
                    Strand.Expect(answered.Exception?.InnerException == reason, "Expected that who is not answered is told why.");
            });
            Strand[] strands =
            [
                Player(1),
                Player(2),
                Player(3),
                Strand.Start("reader", () =>
                {
                    try
                    {
                        read();
                    }
                    catch (PackException)
                    {
                        end(reason);
                    }
                }),
            ];
            end(reason);
            Strand.Join(strands);
            Strand.Expect(statuses.Count == 3, $"Expected three ends, but found {statuses.Count}.");
        }
    }
}
