using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Frozen.Gguf;

namespace Repartee.Benchmarks.Frozen;

/// <summary>Models with random weights as GGUF files, the same on every machine; written once and kept.</summary>
internal static class RandomGguf
{
    private const ulong Seed = 20;

    /// <summary>The file of a shape and type in a folder; written if it is not there.</summary>
    public static string File(string folder, FrozenShape shape, GgufType type)
    {
        string path = Path.Combine(Directory.CreateDirectory(folder).FullName, $"{shape.Name}-{type.ToString().ToLowerInvariant()}.gguf");
        if (!System.IO.File.Exists(path)) GgufWriter.Write(path, Metadata(shape, type), Tensors(shape, type));
        return path;
    }

    private static IEnumerable<KeyValuePair<string, object>> Metadata(FrozenShape shape, GgufType type)
    {
        KeyValuePair<string, object>[] network =
        [
            new("general.architecture", "llama"),
            new("general.name", $"random {shape.Name}"),
            new("general.file_type", type == GgufType.Q8_0 ? 7u : (uint)type),
            new("llama.vocab_size", (uint)shape.Vocabulary),
            new("llama.context_length", (uint)FrozenShape.Context),
            new("llama.embedding_length", (uint)shape.Hidden),
            new("llama.block_count", (uint)shape.Layers),
            new("llama.feed_forward_length", (uint)shape.FeedForward),
            new("llama.attention.head_count", (uint)shape.Heads),
            new("llama.attention.head_count_kv", (uint)shape.KeyValueHeads),
            new("llama.attention.layer_norm_rms_epsilon", 1e-5f),
            new("llama.rope.dimension_count", (uint)shape.HeadSize),
            new("llama.rope.freq_base", 10000f),
        ];
        return network.Concat(new PairVocabulary(shape.Vocabulary).Metadata());
    }

    private static IEnumerable<GgufTensor> Tensors(FrozenShape shape, GgufType type)
    {
        int hidden = shape.Hidden;
        yield return Matrix("token_embd.weight", shape.Vocabulary, hidden, type, 0);
        yield return Norm("output_norm.weight", hidden);
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            string block = $"blk.{layer}.";
            ulong number = (ulong)layer * 7 + 1;
            yield return Norm(block + "attn_norm.weight", hidden);
            yield return Matrix(block + "attn_q.weight", hidden, hidden, type, number);
            yield return Matrix(block + "attn_k.weight", shape.KeyValueSize, hidden, type, number + 1);
            yield return Matrix(block + "attn_v.weight", shape.KeyValueSize, hidden, type, number + 2);
            yield return Matrix(block + "attn_output.weight", hidden, hidden, type, number + 3);
            yield return Norm(block + "ffn_norm.weight", hidden);
            yield return Matrix(block + "ffn_gate.weight", shape.FeedForward, hidden, type, number + 4);
            yield return Matrix(block + "ffn_up.weight", shape.FeedForward, hidden, type, number + 5);
            yield return Matrix(block + "ffn_down.weight", hidden, shape.FeedForward, type, number + 6);
        }
    }

    // So that each product of a normalised row has a deviation of 1, the logits too.
    private static GgufTensor Matrix(string name, int rows, int columns, GgufType type, ulong number) =>
        new(name, [rows, columns], type, (first, part) =>
            RandomNumbers.FillNormal(part, 1 / MathF.Sqrt(columns), Seed * 1000 + number, first));

    // Norms stay F32 in files of every type, as llama.cpp has them.
    private static GgufTensor Norm(string name, int size) => new(name, [size], GgufType.F32, (_, part) => part.Fill(1));
}
