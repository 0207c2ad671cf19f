#nullable enable
using Repartee.Conversation;

namespace Repartee.Sessions.Wire
{
    /// <summary>A prompt to be answered, as MessagePack.</summary>
    internal static class JobFormat
    {
        /// <param name="writer">Receives it.</param>
        /// <param name="id">Names it between the processes.</param>
        /// <param name="job">What to answer.</param>
        internal static void Write(PackWriter writer, long id, GenerationJob job)
        {
            writer.WriteArrayHeader(6);
            writer.Write(id);
            writer.Write(job.Prompt);
            OptionsFormat.WriteSampling(writer, job.Sampling);
            writer.Write(job.Seed);
            writer.Write(job.Voice);
            writer.Write(job.IsHeard);
        }

        internal static AskedJob Read(PackReader reader)
        {
            reader.Expect(6, "a prompt");
            return new AskedJob(
                reader.ReadInt64(), reader.ReadInts(), OptionsFormat.ReadSampling(reader), reader.ReadUInt64(), reader.ReadInt32(),
                reader.ReadBoolean());
        }
    }

    /// <summary>A prompt as the trainer's process gets it.</summary>
    internal sealed class AskedJob
    {
        internal AskedJob(long id, int[] prompt, SamplingOptions sampling, ulong seed, int voice, bool isHeard)
        {
            Id = id;
            Prompt = prompt;
            Sampling = sampling;
            Seed = seed;
            Voice = voice;
            IsHeard = isHeard;
        }

        internal long Id { get; }

        internal int[] Prompt { get; }

        internal SamplingOptions Sampling { get; }

        internal ulong Seed { get; }

        internal int Voice { get; }

        /// <summary>Whether somebody listens to it while it is made.</summary>
        internal bool IsHeard { get; }
    }
}
