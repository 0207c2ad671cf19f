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
