using System.Runtime.InteropServices;

namespace Repartee.Llama;

/// <summary>How to make a context; field for field as the C structure of llama.cpp v0.5.0 lies in memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LlamaContextParams
{
    public uint Context;
    public uint Batch;
    public uint MicroBatch;
    public uint Sequences;
    public uint RecurrentSnapshots;
    public uint MostOutputs;
    public uint MostOutputsOfSequence;
    public int Threads;
    public int ThreadsOfBatch;
    public int ContextType;
    public int RopeScalingType;
    public int PoolingType;
    public int AttentionType;
    public LlamaFlashAttention FlashAttention;
    public float RopeFrequencyBase;
    public float RopeFrequencyScale;
    public float YarnExtensionFactor;
    public float YarnAttentionFactor;
    public float YarnBetaFast;
    public float YarnBetaSlow;
    public uint YarnOriginalContext;
    public float DefragmentThreshold;
    public nint EvalCallback;
    public nint EvalCallbackData;
    public LlamaCacheType KeyType;
    public LlamaCacheType ValueType;
    public nint AbortCallback;
    public nint AbortCallbackData;
    public byte Embeddings;
    public byte OffloadAttention;
    public byte NoPerformanceTimers;
    public byte OffloadOperations;
    public byte FullSlidingWindowCache;
    public byte UnifiedCache;
    public nint Samplers;
    public nuint SamplerCount;
    public nint OtherContext;
}
