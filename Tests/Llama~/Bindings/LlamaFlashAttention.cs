namespace Repartee.Llama;

/// <summary>Whether attention is computed by blocks, with llama.cpp's numbers.</summary>
public enum LlamaFlashAttention
{
    /// <summary>As llama.cpp thinks best: its default.</summary>
    Auto = -1,

    /// <summary>Never: for comparing numbers.</summary>
    Off = 0,

    /// <summary>Always.</summary>
    On = 1,
}
