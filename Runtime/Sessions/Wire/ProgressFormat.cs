#nullable enable
using System.Collections.Generic;

namespace Repartee.Sessions.Wire
{
    /// <summary>Progress after an update, as MessagePack.</summary>
    internal static class ProgressFormat
    {
        internal static void Write(PackWriter writer, TrainingProgress progress)
        {
            writer.WriteArrayHeader(6);
            writer.Write(progress.Update);
            writer.Write(progress.Episodes);
            writer.Write(progress.GeneratedTokens);
            writer.Write(progress.Seconds);
            WriteNumbers(writer, progress.Metrics);
            writer.WriteArrayHeader(progress.Samples.Count);
            foreach (var sample in progress.Samples)
                WriteSample(writer, sample);
        }

        internal static TrainingProgress Read(PackReader reader)
        {
            reader.Expect(6, "progress");
            var (update, episodes, tokens, seconds) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadDouble());
            var metrics = ReadNumbers(reader);
            var samples = new List<ReplySample>();
            int count = reader.ReadArrayHeader();
            for (int i = 0; i < count; i++)
                samples.Add(ReadSample(reader));
            return new TrainingProgress(update, episodes, tokens, seconds, metrics, samples);
        }

        internal static void WriteNumbers(PackWriter writer, IReadOnlyDictionary<string, double> numbers)
        {
            writer.WriteMapHeader(numbers.Count);
            foreach (var number in numbers)
            {
                writer.Write(number.Key);
                writer.Write(number.Value);
            }
        }

        internal static Dictionary<string, double> ReadNumbers(PackReader reader)
        {
            var numbers = new Dictionary<string, double>();
            int count = reader.ReadMapHeader();
            for (int i = 0; i < count; i++)
                numbers[reader.ReadText()] = reader.ReadDouble();
            return numbers;
        }

        private static void WriteSample(PackWriter writer, ReplySample sample)
        {
            writer.WriteArrayHeader(8);
            writer.Write(sample.PolicyVersion);
            writer.Write(sample.Persona);
            writer.Write(sample.Player);
            writer.Write(sample.Reply);
            writer.Write(sample.Total);
            WriteNumbers(writer, sample.Terms);
            writer.WriteMapHeader(sample.GameRewards.Count);
            foreach (var reward in sample.GameRewards)
            {
                writer.Write(reward.Key);
                writer.Write(reward.Value);
            }

            writer.WriteMapHeader(sample.Errors.Count);
            foreach (var error in sample.Errors)
            {
                writer.Write(error.Key);
                writer.Write(error.Value);
            }
        }

        private static ReplySample ReadSample(PackReader reader)
        {
            reader.Expect(8, "a sample");
            var (version, persona, player, reply) = (reader.ReadInt64(), reader.ReadText(), reader.ReadText(), reader.ReadText());
            double total = reader.ReadDouble();
            var terms = ReadNumbers(reader);
            var rewards = new List<KeyValuePair<string, double>>();
            int given = reader.ReadMapHeader();
            for (int i = 0; i < given; i++)
                rewards.Add(new KeyValuePair<string, double>(reader.ReadText(), reader.ReadDouble()));
            var errors = new Dictionary<string, string>();
            int failed = reader.ReadMapHeader();
            for (int i = 0; i < failed; i++)
                errors[reader.ReadText()] = reader.ReadText();
            return new ReplySample(version, persona, player, reply, total, terms, rewards, errors);
        }
    }
}
