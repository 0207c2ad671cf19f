using System.Runtime.InteropServices;

namespace Repartee.Llama;

/// <summary>Tokens to decode, as in C. Without positions they follow what the cache has; without outputs, the last one has
/// logits.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LlamaBatch
{
    public int Count;
    public int* Tokens;
    public float* Embeddings;
    public int* Positions;
    public int* SequenceCounts;
    public int** Sequences;
    public sbyte* Outputs;
}
