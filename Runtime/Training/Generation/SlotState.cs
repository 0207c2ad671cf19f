#nullable enable
using System.Runtime.InteropServices;
using Repartee.Conversation;

namespace Repartee.Training.Generation
{
    /// <summary>What the kernels know of a row; <c>row_state</c> in <see cref="Cuda.Sources.SampleSource"/>.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    internal struct SlotState
    {
        internal int Last;
        internal int Length;
        internal int Count;
        internal int Limit;
        internal int Finished;
        internal int TopK;
        internal float Temperature;
        internal float TopP;
        internal float Penalty;
        internal int Truncates;
        internal ulong Seed;

        /// <summary>A row whose prompt is in the cache but for its last token.</summary>
        internal static SlotState Of(GenerationJob job, int limit, int vocabulary) => new SlotState
        {
            Last = job.Prompt[job.Prompt.Length - 1],
            Length = job.Prompt.Length - 1,
            Limit = limit,
            TopK = job.Sampling.TopK == 0 ? vocabulary : job.Sampling.TopK,
            Temperature = (float)job.Sampling.Temperature,
            TopP = job.Sampling.TopP >= 1 ? 2f : (float)job.Sampling.TopP,       // 2: above a full sum's rounding
            Penalty = (float)job.Sampling.RepetitionPenalty,
            Truncates = job.Sampling.Truncates ? 1 : 0,
            Seed = job.Seed,
        };
    }

    /// <summary>A token that was drawn; <c>drawn</c> in <see cref="Cuda.Sources.SampleSource"/>.</summary>
    internal struct Drawn
    {
        /// <summary>−1: the row had ended.</summary>
        internal int Token;

        internal float LogProb;
    }
}
