#nullable enable
using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MessagePack;
using Repartee.Conversation;
using Repartee.Sessions.Wire;
using Repartee.Training.Health;
using Repartee.Training.Ppo;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// <c>state.msgpack</c>: what a checkpoint holds besides the trained numbers (<see cref="LearnerFile"/>). One MessagePack array, written
    /// and read by hand so that it works where code cannot be generated at run time.
    /// </summary>
    internal static class StateFormat
    {
        private const int Version = 4;
        private const int WithoutHealth = 3;                                    // of Repartee 0.5
        private const int WithoutPassed = 2;                                    // of Repartee before 0.5: every conversation was taken

        internal static void Write(Stream stream, TrainerStart state, string runId)
        {
            var buffer = new ArrayBufferWriter<byte>();
            var writer = new MessagePackWriter(buffer);
            var learner = state.Learner ?? throw new ArgumentException("Expected a captured learner.", nameof(state));
            writer.WriteArrayHeader(11);
            writer.Write(Version);
            writer.Write(runId);
            writer.Write(state.Counters.Updates);
            writer.Write(state.Counters.Episodes);
            writer.Write(state.Counters.Tokens);
            writer.Write(state.Counters.Taken);
            writer.Write(learner.KlCoefficient);
            writer.WriteArrayHeader(2 * learner.Parts.Count);
            foreach (var part in learner.Parts)
            {
                writer.Write(part.Name);
                writer.Write(part.Optimizer.Steps);
            }

            var waiting = new PackWriter();
            waiting.WriteArrayHeader(state.Waiting.Count);
            foreach (var conversation in state.Waiting)
                ConversationFormat.Write(waiting, conversation);
            writer.WriteRaw(waiting.ToArray());
            writer.Write(state.Counters.Passed);
            WriteHealth(ref writer, state.Health);
            writer.Flush();
            stream.Write(buffer.WrittenSpan);
        }

        /// <summary>Reads what <see cref="Write"/> wrote, and the trained numbers beside it; both are data from outside and are
        /// checked.</summary>
        internal static TrainerStart Read(string path, string runId)
        {
            try
            {
                var reader = new PackReader(File.ReadAllBytes(path));
                int fields = reader.ReadArrayHeader();
                int version = reader.ReadInt32();
                if (version < WithoutPassed || version > Version)
                    Expect(path, $"format {WithoutPassed} to {Version}", version, Version);
                int wanted = version + 7;                                       // each of these versions brought one
                Expect(path, $"{wanted} fields", fields, wanted);
                string found = reader.ReadText();
                if (found != runId)
                    throw new InvalidDataException(
                        $"{path}: expected run {runId}, but found {found}. The checkpoint was copied from another run.");
                var (updates, episodes, tokens, taken) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
                double coefficient = reader.ReadDouble();
                var steps = ReadSteps(reader);
                var waiting = ReadWaiting(reader);
                long passed = version > WithoutPassed ? reader.ReadInt64() : taken;
                var health = version > WithoutHealth ? ReadHealth(reader) : HealthState.None;
                var counters = new TrainerCounters(updates, episodes, tokens, taken, passed);
                var parts = LearnerFile.Read(Path.Combine(Path.GetDirectoryName(path)!, LearnerFile.Name), steps);
                return new TrainerStart(counters, new LearnerState(parts, coefficient), waiting, health);
            }
            catch (PackException error)
            {
                throw new InvalidDataException(
                    $"{path}: expected a checkpoint's state, but it is damaged: {error.Message} " +
                    "Delete its folder to resume from the checkpoint before.",
                    error);
            }
        }

        private static void WriteHealth(ref MessagePackWriter writer, HealthState health)
        {
            writer.WriteArrayHeader(3);
            writer.Write(health.FirstEntropy);
            writer.Write(health.FirstDistinctPairs);
            writer.WriteMapHeader(health.InARow.Count);
            foreach (var rule in health.InARow.OrderBy(rule => rule.Key))
            {
                writer.Write(rule.Key);
                writer.Write(rule.Value);
            }
        }

        private static HealthState ReadHealth(PackReader reader)
        {
            reader.Expect(3, "what was seen of the health");
            var (entropy, pairs) = (reader.ReadDouble(), reader.ReadDouble());
            var inARow = new Dictionary<int, int>();
            int count = reader.ReadMapHeader();
            for (int i = 0; i < count; i++)
                inARow[reader.ReadInt32()] = reader.ReadInt32();
            return new HealthState(entropy, pairs, inARow);
        }

        private static List<FinishedConversation> ReadWaiting(PackReader reader)
        {
            int count = reader.ReadArrayHeader();
            var waiting = new List<FinishedConversation>();
            for (int i = 0; i < count; i++)
                waiting.Add(ConversationFormat.Read(reader));
            return waiting;
        }

        private static List<(string Part, float Steps)> ReadSteps(PackReader reader)
        {
            int count = reader.ReadArrayHeader();
            var steps = new List<(string, float)>();
            for (int i = 0; i < count; i += 2)
                steps.Add((reader.ReadText(), (float)reader.ReadDouble()));
            return steps;
        }

        private static void Expect(string path, string what, int found, int expected)
        {
            if (found != expected)
                throw new InvalidDataException(
                    $"{path}: expected {what}, but found {found}. It was written by another version of Repartee: resume the run with that " +
                    "one, or start a new run in another folder.");
        }
    }
}
