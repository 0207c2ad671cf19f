#nullable enable
using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using MessagePack;
using Repartee.Training.Experience;
using Repartee.Training.Optimization;
using Repartee.Training.Ppo;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// <c>state.msgpack</c>: what a checkpoint holds besides weights. One MessagePack array, written and read by hand so that it works
    /// where code cannot be generated at run time. Floats are little-endian binary.
    /// </summary>
    internal static class StateFormat
    {
        private const int Version = 1;

        internal static void Write(Stream stream, TrainerStart state, string runId)
        {
            var buffer = new ArrayBufferWriter<byte>();
            var writer = new MessagePackWriter(buffer);
            var learner = state.Learner ?? throw new ArgumentException("Expected a captured learner.", nameof(state));
            writer.WriteArrayHeader(12);
            writer.Write(Version);
            writer.Write(runId);
            writer.Write(state.Counters.Updates);
            writer.Write(state.Counters.Episodes);
            writer.Write(state.Counters.Tokens);
            writer.Write(state.Counters.Taken);
            writer.Write(learner.KlCoefficient);
            WriteOptimizer(ref writer, learner.ActorOptimizer);
            WriteOptimizer(ref writer, learner.CriticOptimizer);
            WriteFloats(ref writer, learner.Actor);
            WriteFloats(ref writer, learner.Critic);
            writer.WriteArrayHeader(state.Waiting.Count);
            foreach (var conversation in state.Waiting)
                ConversationFormat.Write(ref writer, conversation);
            writer.Flush();
            stream.Write(buffer.WrittenSpan);
        }

        /// <summary>Reads what <see cref="Write"/> wrote; the file is data from outside and is checked.</summary>
        internal static TrainerStart Read(string path, string runId)
        {
            try
            {
                var reader = new MessagePackReader(File.ReadAllBytes(path));
                Expect(path, "12 fields", reader.ReadArrayHeader(), 12);
                Expect(path, $"format {Version}", reader.ReadInt32(), Version);
                string found = reader.ReadString() ?? "";
                if (found != runId)
                    throw new InvalidDataException(
                        $"{path}: expected run {runId}, but found {found}. The checkpoint was copied from another run.");
                var counters = new TrainerCounters(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
                double coefficient = reader.ReadDouble();
                var actorOptimizer = ReadOptimizer(ref reader);
                var criticOptimizer = ReadOptimizer(ref reader);
                var (actor, critic) = (ReadFloats(ref reader), ReadFloats(ref reader));
                var learner = new LearnerState(actor, critic, actorOptimizer, criticOptimizer, coefficient);
                int count = reader.ReadArrayHeader();
                var waiting = new List<FinishedConversation>();
                for (int i = 0; i < count; i++)
                    waiting.Add(ConversationFormat.Read(ref reader));
                return new TrainerStart(counters, learner, waiting);
            }
            catch (Exception error) when (error is MessagePackSerializationException || error is EndOfStreamException
                || error is OverflowException || error is ArgumentException)
            {
                throw new InvalidDataException(
                    $"{path}: expected a checkpoint's state, but it is damaged: {error.Message} " +
                    "Delete its folder to resume from the checkpoint before.",
                    error);
            }
        }

        internal static void WriteFloats(ref MessagePackWriter writer, float[] values) =>
            writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));

        internal static float[] ReadFloats(ref MessagePackReader reader)
        {
            var bytes = reader.ReadBytes() ?? throw new MessagePackSerializationException("an array of numbers is missing.");
            if (bytes.Length % sizeof(float) != 0)
                throw new MessagePackSerializationException($"an array of numbers has {bytes.Length} bytes.");
            return MemoryMarshal.Cast<byte, float>(bytes.ToArray()).ToArray();
        }

        private static void WriteOptimizer(ref MessagePackWriter writer, OptimizerState state)
        {
            WriteFloats(ref writer, state.First);
            WriteFloats(ref writer, state.Second);
            writer.Write(state.Steps);
        }

        private static OptimizerState ReadOptimizer(ref MessagePackReader reader) =>
            new OptimizerState(ReadFloats(ref reader), ReadFloats(ref reader), reader.ReadSingle());

        private static void Expect(string path, string what, int found, int expected)
        {
            if (found != expected)
                throw new InvalidDataException(
                    $"{path}: expected {what}, but found {found}. It was written by another version of Repartee.");
        }
    }
}
