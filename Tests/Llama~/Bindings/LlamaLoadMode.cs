namespace Repartee.Llama;

/// <summary>How a file comes into memory, with llama.cpp's numbers.</summary>
public enum LlamaLoadMode
{
    /// <summary>As llama.cpp thinks best: its default.</summary>
    Auto = -1,

    /// <summary>Read into memory of its own.</summary>
    Read = 0,

    /// <summary>Memory-mapped.</summary>
    Map = 1,
}
