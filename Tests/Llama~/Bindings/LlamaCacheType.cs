namespace Repartee.Llama;

/// <summary>How keys and values are kept, with ggml's numbers.</summary>
public enum LlamaCacheType
{
    /// <summary>float32: for comparing numbers.</summary>
    F32 = 0,

    /// <summary>binary16: llama.cpp's default.</summary>
    F16 = 1,
}
