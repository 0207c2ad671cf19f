#nullable enable
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>Some of the chosen tokens of a batch of rows.</summary>
    internal readonly struct TokenChunk
    {
        internal TokenChunk(int start, Tensor index, Tensor targets)
        {
            Start = start;
            Index = index;
            Targets = targets;
        }

        /// <summary>Position of the first among all chosen tokens.</summary>
        internal int Start { get; }

        internal int Count => (int)Index.size(0);

        /// <summary>(n) int64: flat position before each chosen token.</summary>
        internal Tensor Index { get; }

        /// <summary>(n) int64.</summary>
        internal Tensor Targets { get; }

        /// <summary>The same tokens' part of a tensor whose last dimension runs over all of them.</summary>
        internal Tensor Of(Tensor all) => all.narrow(-1, Start, Count);
    }
}
