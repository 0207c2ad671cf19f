using Repartee.Frozen.Gguf;
using Repartee.Training.Weights;

namespace Repartee.Samples.Cli.Freeze;

/// <summary>What <c>freeze</c> writes.</summary>
internal enum FrozenFormat
{
    /// <summary>One file.</summary>
    Gguf,

    /// <summary>A folder of Hugging Face's files.</summary>
    Safetensors,
}

/// <summary>How weights are stored.</summary>
internal enum StoredType
{
    Auto,
    F32,
    F16,
    BF16,
    Q8_0,
}

/// <summary>Which types a format has.</summary>
internal static class StoredTypes
{
    /// <summary>The type itself, or what a format takes for <see cref="StoredType.Auto"/>.</summary>
    /// <exception cref="UsageException">The format does not have it.</exception>
    public static StoredType In(this StoredType type, FrozenFormat format, string option) => (format, type) switch
    {
        (FrozenFormat.Gguf, StoredType.Auto) => StoredType.Q8_0,
        (FrozenFormat.Safetensors, StoredType.Auto) => StoredType.F32,
        (FrozenFormat.Gguf, StoredType.BF16) => throw new UsageException(
            $"{option}: expected f32, f16 or q8_0 in a GGUF file, but found bf16. Write {option} f16."),
        (FrozenFormat.Safetensors, StoredType.Q8_0) => throw new UsageException(
            $"{option}: expected f32, f16 or bf16 in a folder of safetensors, but found q8_0. Write {option} f16, or leave --format out."),
        _ => type,
    };

    public static GgufType Gguf(this StoredType type) => type switch
    {
        StoredType.F32 => GgufType.F32,
        StoredType.F16 => GgufType.F16,
        _ => GgufType.Q8_0,
    };

    public static SafetensorsDType Safetensors(this StoredType type) => type switch
    {
        StoredType.F16 => SafetensorsDType.F16,
        StoredType.BF16 => SafetensorsDType.BF16,
        _ => SafetensorsDType.F32,
    };
}
