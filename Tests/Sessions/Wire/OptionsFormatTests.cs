#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Rewards;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Tests.Wire
{
    public sealed class OptionsFormatTests
    {
        /// <summary>What stays in the game's process.</summary>
        private static readonly string[] Local = { nameof(TrainingOptions.Rewards), nameof(TrainingOptions.Logging), nameof(TrainingOptions.Clock) };

        [Test]
        public void EveryOptionArrivesAsItWas()
        {
            var options = Changed(new TrainingOptions());
            var writer = new PackWriter();
            OptionsFormat.Write(writer, options);
            var reader = new PackReader(writer.ToArray());
            var (read, hasRewards) = OptionsFormat.Read(reader);
            reader.ExpectEnd();
            Assert.That(hasRewards, Is.False);
            foreach (var property in Settable(typeof(HealthOptions)))           // whose list has no equality of its own
                Assert.That(property.GetValue(read.Health), Is.EqualTo(property.GetValue(options.Health)), property.Name);
            foreach (var property in Settable(typeof(TrainingOptions)).Where(p => p.PropertyType != typeof(HealthOptions)))
                Assert.That(property.GetValue(read), Is.EqualTo(property.GetValue(options)), property.Name);
        }

        [Test]
        public void WhetherThereAreRewardsIsSaid()
        {
            var writer = new PackWriter();
            OptionsFormat.Write(writer, new TrainingOptions { Rewards = new WeightedReward() });
            Assert.That(OptionsFormat.Read(new PackReader(writer.ToArray())).HasRewards, Is.True);
        }

        [Test]
        public void AVoiceThatIsThereTwiceIsRefusedLikeOtherDamage()
        {
            var writer = new PackWriter();
            OptionsFormat.Write(writer, new TrainingOptions { Voices = new Dictionary<string, string> { ["cook"] = "x", ["book"] = "y" } });
            byte[] packed = writer.ToArray();
            packed[Array.IndexOf(packed, (byte)'b')] = (byte)'c';
            Assert.That(() => OptionsFormat.Read(new PackReader(packed)), Throws.TypeOf<PackException>().With.Message
                .EqualTo("a voice is there twice, or has no folder."));
        }

        private static IEnumerable<PropertyInfo> Settable(Type type) =>
            type.GetProperties().Where(p => p.CanWrite && !Local.Contains(p.Name));

        /// <summary>Another value in every property, so that one that is left out shows.</summary>
        private static T Changed<T>(T record)
            where T : class
        {
            int number = 1;
            foreach (var property in Settable(record.GetType()))
            {
                object? old = property.GetValue(record);
                object value = Other(property.PropertyType, old, number++);
                Assert.That(value, Is.Not.EqualTo(old), property.Name);
                property.SetValue(record, value);
            }

            return record;
        }

        private static object Other(Type type, object? old, int number)
        {
            if (type == typeof(string)) return $"text {number}";
            if (type == typeof(bool)) return !(bool)old!;
            if (type == typeof(int)) return 1000 + number;
            if (type == typeof(long)) return (1L << 40) + number;
            if (type == typeof(ulong)) return ulong.MaxValue - (ulong)number;
            if (type == typeof(double)) return 0.1 + number;
            if (type.IsEnum) return Enum.GetValues(type).Cast<object>().Last(v => !v.Equals(old));
            if (type == typeof(IReadOnlyDictionary<string, string>))
                return new Dictionary<string, string> { ["b"] = "second", ["a"] = "first" };
            if (type == typeof(IReadOnlyList<string>)) return new[] { "q_proj", "down_proj" };
            if (type == typeof(AdapterConfig)) return Changed(new AdapterConfig());
            if (type == typeof(RewardModelTerm)) return Changed(new RewardModelTerm());
            if (type == typeof(PpoOptions)) return Changed(new PpoOptions());
            if (type == typeof(HealthOptions)) return Changed(new HealthOptions());
            if (type == typeof(IReadOnlyCollection<HealthRule>)) return new[] { HealthRule.Critic, HealthRule.LargeKl };
            if (type == typeof(ReplayOptions)) return Changed(new ReplayOptions());
            if (type == typeof(SamplingOptions)) return Changed(new SamplingOptions());
            throw new NotSupportedException($"Expected a kind of option this test knows, but found {type}. Teach it.");
        }
    }
}
