#nullable enable
using System.Collections.Generic;
using System.Linq;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;

namespace Repartee.Sessions.Wire
{
    /// <summary>A wish to freeze the actor, and what came of it, as MessagePack.</summary>
    internal static class ExportFormat
    {
        internal static byte[] Request(long id, string path, GgufType type, ExportOptions options)
        {
            var writer = new PackWriter();
            writer.WriteArrayHeader(14);
            writer.Write((int)MessageKind.Freeze);
            writer.Write(id);
            writer.Write(path);
            writer.Write((int)type);
            writer.Write(options.Name);
            writer.Write(options.Sampling != null);
            Write(writer, options.Sampling?.Temperature);
            Write(writer, options.Sampling?.TopK);
            Write(writer, options.Sampling?.TopP);
            Write(writer, options.Sampling?.RepetitionPenalty);
            Write(writer, options.Sampling?.MaxTokens);
            Write(writer, options.PolicyVersion);
            writer.Write(options.RunId);
            if (options.Rewards is null)
                writer.WriteNil();
            else
                ProgressFormat.WriteNumbers(writer, options.Rewards.ToDictionary(reward => reward.Key, reward => (double)reward.Value));
            return writer.ToArray();
        }

        /// <summary>Reads what follows the request's number.</summary>
        internal static (string Path, GgufType Type, ExportOptions Options) ReadRequest(PackReader reader)
        {
            var (path, type, name, sampled) = (reader.ReadText(), (GgufType)reader.ReadInt32(), reader.ReadString(), reader.ReadBoolean());
            var sampling = new FrozenSampling
            {
                Temperature = (float?)ReadNumber(reader),
                TopK = (int?)ReadNumber(reader),
                TopP = (float?)ReadNumber(reader),
                RepetitionPenalty = (float?)ReadNumber(reader),
                MaxTokens = (int?)ReadNumber(reader),
            };
            var options = new ExportOptions
            {
                Name = name,
                Sampling = sampled ? sampling : null,
                PolicyVersion = (long?)ReadNumber(reader),
                RunId = reader.ReadString(),
                Rewards = reader.TryReadNil() ? null : ProgressFormat.ReadNumbers(reader).ToDictionary(r => r.Key, r => (float)r.Value),
            };
            return (path, type, options);
        }

        internal static void WriteReport(PackWriter writer, ExportReport report)
        {
            writer.Write(report.Path);
            writer.Write(report.Bytes);
            writer.Write(report.Parameters);
            writer.Write(report.ContentHash);
            OptionsFormat.WriteTexts(writer, report.Notes);
        }

        internal static ExportReport ReadReport(PackReader reader) => new ExportReport(
            reader.ReadText(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadString(), OptionsFormat.ReadTexts(reader));

        private static void Write(PackWriter writer, double? number)
        {
            if (number is double value)
                writer.Write(value);
            else
                writer.WriteNil();
        }

        private static double? ReadNumber(PackReader reader) => reader.TryReadNil() ? (double?)null : reader.ReadDouble();
    }
}
