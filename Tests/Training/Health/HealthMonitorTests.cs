#nullable enable
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Health;

namespace Repartee.Training.Tests.Health
{
    public sealed class HealthMonitorTests
    {
        private static readonly HealthOptions Short = new HealthOptions { Patience = 3, CriticPatience = 5 };

        private static Dictionary<string, double> Metrics(string? name = null, double value = 0)
        {
            var metrics = new Dictionary<string, double>
            {
                ["val/ratio_first"] = 1,
                ["policy/stale_share"] = 0,
                ["policy/skipped_steps"] = 0,
                ["objective/kl"] = 2.5,
                ["objective/entropy"] = 0.4,
                ["objective/scores"] = 0.6,
                ["objective/scores_std"] = 0.25,
                ["rollout/truncated_rate"] = 0.1,
                ["rollout/distinct_pairs"] = 0.8,
                ["val/explained_variance"] = 0.3,
            };
            if (name != null)
                metrics[name] = value;
            return metrics;
        }

        [TestCase("objective/kl", double.NaN, HealthRule.NotFinite, "objective/kl is no finite number.")]
        [TestCase("loss/value_avg", double.PositiveInfinity, HealthRule.NotFinite, "loss/value_avg is no finite number.")]
        [TestCase("policy/skipped_steps", 2, HealthRule.NotFinite, "2 optimiser steps had a gradient that is no finite number, and were left out.")]
        [TestCase("val/ratio_first", 1.02, HealthRule.FirstRatio, "the importance ratio of the first minibatch was 1.02 instead of 1")]
        [TestCase("val/ratio_first", 0.98, HealthRule.FirstRatio, "the importance ratio of the first minibatch was 0.98 instead of 1")]
        [TestCase("objective/kl", -1.25, HealthRule.NegativeKl, "the KL to the start was -1.25 nats a conversation")]
        public void OneUpdateIsProof(string metric, double value, HealthRule rule, string explanation)
        {
            var monitor = new HealthMonitor(Short, HealthState.None);
            Assert.That(monitor.Observe(Metrics()), Is.Null);
            Assert.That(monitor.IsQuiet);
            var finding = monitor.Observe(Metrics(metric, value))!;
            Assert.That(finding.Rule, Is.EqualTo(rule));
            Assert.That(finding.Explanation, Does.StartWith(explanation));
            Assert.That(finding.Advice, Is.Not.Empty);
            Assert.That(monitor.IsQuiet, Is.False);
        }

        [TestCase("objective/kl", 100.5, HealthRule.LargeKl, "the actor has left where it started: the KL is 100.5 nats a conversation, over 100.")]
        [TestCase("objective/entropy", 0.039, HealthRule.EntropyCollapse, "the actor hardly tries anything any more: its entropy is 0.039 nats a token, and was 0.4 at the start.")]
        [TestCase("rollout/truncated_rate", 0.96, HealthRule.Truncation, "96 % of the replies end without a stop token.")]
        [TestCase("objective/scores_std", 0.00001, HealthRule.RewardSaturation, "all replies get the same reward, 0.6: there is nothing to learn from.")]
        [TestCase("rollout/distinct_pairs", 0.19, HealthRule.RepetitionCollapse, "replies have become alike or repeat themselves: 19 % of their token pairs are distinct, and 80 % were at the start.")]
        public void SomeUpdatesInARowAreProof(string metric, double value, HealthRule rule, string explanation)
        {
            var monitor = new HealthMonitor(Short, HealthState.None);
            monitor.Observe(Metrics());
            Assert.That(monitor.Observe(Metrics(metric, value)), Is.Null);
            Assert.That(monitor.Observe(Metrics(metric, value)), Is.Null);
            Assert.That(monitor.Observe(Metrics()), Is.Null, "a good one between them begins the count anew");
            Assert.That(monitor.IsQuiet);
            Assert.That(monitor.Observe(Metrics(metric, value)), Is.Null);
            Assert.That(monitor.IsQuiet, Is.False);
            Assert.That(monitor.Observe(Metrics(metric, value)), Is.Null);
            var finding = monitor.Observe(Metrics(metric, value))!;
            Assert.That((finding.Rule, finding.Found), Is.EqualTo((rule, value)));
            Assert.That(finding.Explanation, Is.EqualTo(explanation));
        }

        [TestCase("objective/kl", -1.0)]
        [TestCase("objective/kl", 100.0)]
        [TestCase("val/ratio_first", 1.0099)]
        [TestCase("objective/entropy", 0.0401)]
        [TestCase("rollout/truncated_rate", 0.95)]
        [TestCase("val/explained_variance", 0.0)]
        [TestCase("objective/scores_std", 0.0001)]
        [TestCase("rollout/distinct_pairs", 0.2)]
        public void AtTheLimitAllIsWell(string metric, double value)
        {
            var monitor = new HealthMonitor(new HealthOptions { Patience = 1, CriticPatience = 1 }, HealthState.None);
            monitor.Observe(Metrics());
            Assert.That(monitor.Observe(Metrics(metric, value)), Is.Null);
            Assert.That(monitor.State.InARow, Is.Empty);
        }

        [TestCase("objective/kl", double.NaN, 0.0, "Go on from the last good weights with a smaller LearningRate, and check")]
        [TestCase("policy/skipped_steps", 2.0, 0.0, "Go on from the last good weights with a smaller LearningRate or Ppo.MaxGradientNorm.")]
        [TestCase("val/ratio_first", 1.5, 1.01, "The learning pass does not agree with itself")]
        [TestCase("val/ratio_first", 0.5, 0.99, "The learning pass does not agree with itself")]
        [TestCase("objective/kl", -1.25, -1.0, "Check that the game asks for replies without top-k")]
        [TestCase("objective/kl", 101.0, 100.0, "Go on from the last good weights with a larger Ppo.KlCoefficient, a KlTarget")]
        [TestCase("objective/entropy", 0.02, 0.04, "Go on from the last good weights with Ppo.EntropyCoefficient above 0")]
        [TestCase("rollout/truncated_rate", 1.0, 0.95, "Raise Sampling.MaxTokens")]
        [TestCase("val/explained_variance", -0.2, 0.0, "Raise CriticLearningRate or BufferSize")]
        [TestCase("objective/scores_std", 0.0, 0.0001, "If that is the best reward, training is done")]
        [TestCase("rollout/distinct_pairs", 0.1, 0.2, "Go on from the last good weights with a RepetitionReward")]
        public void AFindingHoldsWhatWasFoundItsLimitAndWhatToDo(string metric, double value, double limit, string advice)
        {
            var finding = HealthChecks.Find(Metrics(metric, value), 0.4, 0.8, new HealthOptions()).Single();
            Assert.That((finding.Found, finding.Limit), Is.EqualTo((value, limit)).Using<(double, double)>(
                (a, b) => a.Item1.Equals(b.Item1) && System.Math.Abs(a.Item2 - b.Item2) < 1e-12));
            Assert.That(finding.Advice, Does.StartWith(advice));
        }

        [Test]
        public void ALimitItselfIsNotPastIt()
        {
            var options = new HealthOptions { MaxRatioDeviation = 0.25, MinEntropyShare = 0.5 };       // as floating point holds them
            Assert.That(HealthChecks.Find(Metrics("val/ratio_first", 1.25), 0.5, 0.8, options), Is.Empty);
            Assert.That(HealthChecks.Find(Metrics("objective/entropy", 0.25), 0.5, 0.8, options), Is.Empty);
        }

        [Test]
        public void AllMetricsThatAreNoNumbersAreNamedInOrderAndOnlyOnceForSkippedSteps()
        {
            var broken = Metrics("objective/scores", double.NegativeInfinity);
            broken["loss/value_avg"] = double.NaN;
            broken["policy/skipped_steps"] = 4;
            var finding = HealthChecks.Find(broken, 0.4, 0.8, new HealthOptions()).Single();
            Assert.That(finding.Explanation, Is.EqualTo("loss/value_avg, objective/scores is no finite number."));
            Assert.That(finding.Found, Is.NaN);
        }

        [Test]
        public void WithoutEnoughUpdatesInARowNobodyIsTold()
        {
            var monitor = new HealthMonitor(new HealthOptions { Patience = 2 }, HealthState.None);
            monitor.Observe(Metrics());
            var both = Metrics("objective/entropy", 0.01);
            both["rollout/truncated_rate"] = 0.99;
            Assert.That(monitor.Observe(Metrics("rollout/truncated_rate", 0.99)), Is.Null);
            Assert.That(monitor.Observe(both)!.Rule, Is.EqualTo(HealthRule.Truncation), "the other rule was passed once only");
            Assert.That(monitor.State.InARow, Is.EqualTo(new Dictionary<int, int>
            {
                [(int)HealthRule.EntropyCollapse] = 1,
                [(int)HealthRule.Truncation] = 2,
            }));
        }

        [Test]
        public void ACriticHasItsOwnPatienceAndSaysNothingAgainstTheActor()
        {
            var monitor = new HealthMonitor(Short, HealthState.None);
            var poor = Metrics("val/explained_variance", -0.2);
            for (int update = 1; update < 5; update++)
            {
                Assert.That(monitor.Observe(poor), Is.Null);
                Assert.That(monitor.IsQuiet);
            }

            var finding = monitor.Observe(poor)!;
            Assert.That(finding.Rule, Is.EqualTo(HealthRule.Critic));
            Assert.That(finding.Explanation, Does.EndWith("its explained variance is -0.2."));
        }

        [Test]
        public void TokensOfOlderWeightsExcuseARatio()
        {
            var stale = Metrics("val/ratio_first", 1.5);
            stale["policy/stale_share"] = 0.25;
            Assert.That(new HealthMonitor(Short, HealthState.None).Observe(stale), Is.Null);
        }

        [Test]
        public void WhatIsIgnoredOrOffDoesNotCount()
        {
            var broken = Metrics("objective/kl", -5);
            var ignoring = new HealthMonitor(new HealthOptions { Ignored = new[] { HealthRule.NegativeKl } }, HealthState.None);
            Assert.That(ignoring.Observe(broken), Is.Null);
            Assert.That(ignoring.Observe(Metrics("val/ratio_first", 2)), Is.Not.Null);
            Assert.That(new HealthMonitor(new HealthOptions { Enabled = false }, HealthState.None).Observe(broken), Is.Null);
        }

        [Test]
        public void WhatAMonitorRemembersGoesOnInAnother()
        {
            var whole = new HealthMonitor(Short, HealthState.None);
            whole.Observe(Metrics());
            whole.Observe(Metrics("objective/entropy", 0.01));
            whole.Observe(Metrics("objective/entropy", 0.01));
            var resumed = new HealthMonitor(Short, whole.State);
            Assert.That(resumed.IsQuiet, Is.False);
            var finding = resumed.Observe(Metrics("objective/entropy", 0.01))!;
            Assert.That((finding.Rule, finding.Limit), Is.EqualTo((HealthRule.EntropyCollapse, 0.1 * 0.4)));
            resumed.Forgive();
            Assert.That(resumed.Observe(Metrics("objective/entropy", 0.01)), Is.Null);
            Assert.That(resumed.State.FirstEntropy, Is.EqualTo(0.4));
        }

        [Test]
        public void LimitsOutOfTheirRangeAreRefusedByName()
        {
            var refused = new[]
            {
                new HealthOptions { Patience = 0 }, new HealthOptions { MinKl = 0 }, new HealthOptions { MaxKl = double.NaN },
                new HealthOptions { MinEntropyShare = 1.5 }, new HealthOptions { MaxTruncatedRate = 0 },
            };
            var messages = refused.Select(options => Assert.Throws<System.ArgumentException>(options.Validate)!.Message).ToArray();
            Assert.That(messages, Is.EqualTo(new[]
            {
                "Health.Patience: expected 1 or more, but found 0.", "Health.MinKl: expected less than 0, but found 0.",
                "Health.MaxKl: expected more than 0, but found NaN.", "Health.MinEntropyShare: expected 0 to 1, but found 1.5.",
                "Health.MaxTruncatedRate: expected more than 0, at most 1, but found 0.",
            }));
        }
    }
}
