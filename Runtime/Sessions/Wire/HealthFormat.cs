#nullable enable
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Sessions.Wire
{
    /// <summary>What a trainer watches, and why it paused, as MessagePack.</summary>
    internal static class HealthFormat
    {
        private const int Fields = 12;
        private const int StopFields = 7;

        internal static void WriteOptions(PackWriter writer, HealthOptions options)
        {
            writer.WriteArrayHeader(Fields);
            writer.Write(options.Enabled);
            writer.Write(options.Ignored.Select(rule => (int)rule).ToArray());
            writer.Write(options.Patience);
            writer.Write(options.CriticPatience);
            writer.Write(options.MaxRatioDeviation);
            writer.Write(options.MinKl);
            writer.Write(options.MaxKl);
            writer.Write(options.MinEntropyShare);
            writer.Write(options.MaxTruncatedRate);
            writer.Write(options.MinExplainedVariance);
            writer.Write(options.MinScoreDeviation);
            writer.Write(options.MinDistinctShare);
        }

        internal static HealthOptions ReadOptions(PackReader reader)
        {
            reader.Expect(Fields, "a list of health options");
            return new HealthOptions
            {
                Enabled = reader.ReadBoolean(),
                Ignored = ReadRules(reader),
                Patience = reader.ReadInt32(),
                CriticPatience = reader.ReadInt32(),
                MaxRatioDeviation = reader.ReadDouble(),
                MinKl = reader.ReadDouble(),
                MaxKl = reader.ReadDouble(),
                MinEntropyShare = reader.ReadDouble(),
                MaxTruncatedRate = reader.ReadDouble(),
                MinExplainedVariance = reader.ReadDouble(),
                MinScoreDeviation = reader.ReadDouble(),
                MinDistinctShare = reader.ReadDouble(),
            };
        }

        internal static void WriteStop(PackWriter writer, HealthStop stop)
        {
            writer.WriteArrayHeader(StopFields);
            writer.Write((int)stop.Rule);
            writer.Write(stop.Update);
            writer.Write(stop.Found);
            writer.Write(stop.Limit);
            writer.Write(stop.Explanation);
            writer.Write(stop.Advice);
            writer.Write(stop.LastGoodUpdate);
        }

        internal static HealthStop ReadStop(PackReader reader)
        {
            reader.Expect(StopFields, "a health stop");
            return new HealthStop(
                (HealthRule)reader.ReadInt32(), reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadText(), reader.ReadText(),
                reader.ReadInt64());
        }

        private static IReadOnlyCollection<HealthRule> ReadRules(PackReader reader) =>
            reader.ReadInts().Select(rule => (HealthRule)rule).ToArray();
    }
}
