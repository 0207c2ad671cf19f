#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;

namespace Repartee.Sessions.Wire
{
    /// <summary>
    /// Training options as MessagePack, each record a list of its values in the order of its declaration. What lives in the game's process
    /// stays there: rewards, clock and logging. Both ends are of one protocol version, so a field is added here and there alike.
    /// </summary>
    internal static class OptionsFormat
    {
        private const int Fields = 28;

        internal static void Write(PackWriter writer, TrainingOptions options)
        {
            writer.WriteArrayHeader(Fields);
            writer.Write(options.ActorFolder);
            writer.Write(options.AdapterFolder);
            writer.Write(options.ChatTemplate);
            WriteAdapter(writer, options.Lora);
            writer.WriteArrayHeader(2 * options.Voices.Count);
            foreach (var voice in options.Voices)
            {
                writer.Write(voice.Key);
                writer.Write(voice.Value);
            }

            writer.Write((int)options.Precision);
            WriteModel(writer, options.RewardModel);
            writer.Write(options.RunFolder);
            writer.Write(options.Resume);
            writer.Write(options.Journal);
            writer.Write(options.RecordingFile);
            WriteReplay(writer, options.Replay);
            PpoFormat.Write(writer, options.Ppo);
            HealthFormat.WriteOptions(writer, options.Health);
            WriteSampling(writer, options.Sampling);
            writer.Write((int)options.Device);
            writer.Write(options.Threads);
            writer.Write(options.TrainingShare);
            writer.Write(options.Seed);
            writer.Write(options.PlannedUpdates);
            writer.Write(options.MaxBatch);
            writer.Write(options.MaxWaiting);
            writer.Write(options.QueueCapacity);
            writer.Write(options.CheckpointEvery);
            writer.Write(options.KeepCheckpoints);
            writer.Write(options.KeepEvery);
            writer.Write(options.ReplySamples);
            writer.Write(options.Rewards != null);                              // whether rewards come from the game's process
        }

        internal static (TrainingOptions Options, bool HasRewards) Read(PackReader reader)
        {
            reader.Expect(Fields, "a list of training options");
            var options = new TrainingOptions
            {
                ActorFolder = reader.ReadText(),
                AdapterFolder = reader.ReadString(),
                ChatTemplate = reader.ReadString(),
                Lora = ReadAdapter(reader),
                Voices = ReadVoices(reader),
                Precision = (Precision)reader.ReadInt32(),
                RewardModel = ReadModel(reader),
                RunFolder = reader.ReadString(),
                Resume = reader.ReadBoolean(),
                Journal = reader.ReadBoolean(),
                RecordingFile = reader.ReadString(),
                Replay = ReadReplay(reader),
                Ppo = PpoFormat.Read(reader),
                Health = HealthFormat.ReadOptions(reader),
                Sampling = ReadSampling(reader),
                Device = (DeviceChoice)reader.ReadInt32(),
                Threads = reader.ReadInt32(),
                TrainingShare = reader.ReadDouble(),
                Seed = reader.ReadUInt64(),
                PlannedUpdates = reader.ReadInt64(),
                MaxBatch = reader.ReadInt32(),
                MaxWaiting = reader.ReadInt32(),
                QueueCapacity = reader.ReadInt32(),
                CheckpointEvery = reader.ReadInt32(),
                KeepCheckpoints = reader.ReadInt32(),
                KeepEvery = reader.ReadInt32(),
                ReplySamples = reader.ReadInt32(),
            };
            return (options, reader.ReadBoolean());
        }

        internal static void WriteSampling(PackWriter writer, SamplingOptions sampling)
        {
            writer.WriteArrayHeader(5);
            writer.Write(sampling.Temperature);
            writer.Write(sampling.TopK);
            writer.Write(sampling.TopP);
            writer.Write(sampling.MaxTokens);
            writer.Write(sampling.RepetitionPenalty);
        }

        internal static SamplingOptions ReadSampling(PackReader reader)
        {
            reader.Expect(5, "a list of sampling options");
            return new SamplingOptions
            {
                Temperature = reader.ReadDouble(),
                TopK = reader.ReadInt32(),
                TopP = reader.ReadDouble(),
                MaxTokens = reader.ReadInt32(),
                RepetitionPenalty = reader.ReadDouble(),
            };
        }

        private static void WriteAdapter(PackWriter writer, AdapterConfig? adapter)
        {
            if (adapter is null)
            {
                writer.WriteNil();
                return;
            }

            writer.WriteArrayHeader(6);
            writer.Write(adapter.Rank);
            writer.Write(adapter.Alpha);
            WriteTexts(writer, adapter.TargetModules);
            writer.Write(adapter.UseRsLora);
            writer.Write(adapter.BaseModel);
            writer.Write(adapter.Dropout);
        }

        private static AdapterConfig? ReadAdapter(PackReader reader)
        {
            if (reader.TryReadNil())
                return null;
            reader.Expect(6, "an adapter");
            return new AdapterConfig
            {
                Rank = reader.ReadInt32(),
                Alpha = reader.ReadDouble(),
                TargetModules = ReadTexts(reader),
                UseRsLora = reader.ReadBoolean(),
                BaseModel = reader.ReadString(),
                Dropout = reader.ReadDouble(),
            };
        }

        private static IReadOnlyDictionary<string, string> ReadVoices(PackReader reader)
        {
            var texts = new List<string>();
            int count = reader.ReadArrayHeader();
            for (int i = 0; i < count; i++)
                texts.Add(reader.ReadText());
            if (count % 2 != 0 || Enumerable.Range(0, count / 2).Select(i => texts[2 * i]).Distinct().Count() != count / 2)
                throw new PackException("a voice is there twice, or has no folder.");
            return Enumerable.Range(0, count / 2).ToDictionary(i => texts[2 * i], i => texts[(2 * i) + 1]);
        }

        private static void WriteReplay(PackWriter writer, ReplayOptions? replay)
        {
            if (replay is null)
            {
                writer.WriteNil();
                return;
            }

            writer.WriteArrayHeader(3);
            writer.Write(replay.WeightCap);
            writer.Write(replay.MaximumDrift);
            writer.Write(replay.MaximumDroppedShare);
        }

        private static ReplayOptions? ReadReplay(PackReader reader)
        {
            if (reader.TryReadNil())
                return null;
            reader.Expect(3, "a list of replay options");
            return new ReplayOptions
            {
                WeightCap = reader.ReadDouble(),
                MaximumDrift = reader.ReadDouble(),
                MaximumDroppedShare = reader.ReadDouble(),
            };
        }

        private static void WriteModel(PackWriter writer, RewardModelTerm? model)
        {
            if (model is null)
            {
                writer.WriteNil();
                return;
            }

            writer.WriteArrayHeader(3);
            writer.Write(model.Folder);
            writer.Write(model.Weight);
            writer.Write(model.Name);
        }

        private static RewardModelTerm? ReadModel(PackReader reader)
        {
            if (reader.TryReadNil())
                return null;
            reader.Expect(3, "a reward model");
            return new RewardModelTerm { Folder = reader.ReadText(), Weight = reader.ReadDouble(), Name = reader.ReadText() };
        }

        internal static void WriteTexts(PackWriter writer, IReadOnlyCollection<string> texts)
        {
            writer.WriteArrayHeader(texts.Count);
            foreach (string text in texts)
                writer.Write(text);
        }

        internal static string[] ReadTexts(PackReader reader)
        {
            var texts = new string[reader.ReadArrayHeader()];
            for (int i = 0; i < texts.Length; i++)
                texts[i] = reader.ReadText();
            return texts;
        }
    }
}
