using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Repartee.Llama;

/// <summary>How ggml makes its thread pool; field for field as in C.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ThreadPoolParams
{
    public ProcessorMask Processors;
    public int Threads;
    public int Priority;
    public uint Poll;
    public byte StrictPlacement;
    public byte Paused;

    /// <summary>A flag for each processor; none set leaves the placement to the system.</summary>
    [InlineArray(512)]
    internal struct ProcessorMask
    {
        private byte first;
    }
}
