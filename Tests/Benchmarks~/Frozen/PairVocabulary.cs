using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Repartee.Benchmarks.Frozen;

/// <summary>
/// A byte-level BPE vocabulary of any size up to 65,000 without a corpus: special tokens, the 256 bytes, then pairs of bytes, each with
/// its merge. It loads like a learnt one of that size.
/// </summary>
internal sealed class PairVocabulary
{
    private const int Normal = 1, Control = 3;
    private static readonly string[] Special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];

    public PairVocabulary(int size)
    {
        string[] bytes = [.. ByteAlphabet()];
        var pairs = bytes.SelectMany(first => bytes.Select(second => (first, second))).Take(size - Special.Length - bytes.Length).ToList();
        Tokens = [.. Special, .. bytes, .. pairs.Select(pair => pair.first + pair.second)];
        Merges = [.. pairs.Select(pair => $"{pair.first} {pair.second}")];
        Types = [.. Tokens.Select((_, id) => id < Special.Length ? Control : Normal)];
        if (Tokens.Length != size)
            throw new ArgumentException($"Expected a vocabulary of {size} to be made of pairs, but they make {Tokens.Length}.");
    }

    /// <summary>The first token that ordinary text has.</summary>
    public static int FirstOrdinary => Special.Length;

    public string[] Tokens { get; }

    public string[] Merges { get; }

    public int[] Types { get; }

    /// <summary>The tokenizer's part of a file's metadata.</summary>
    public IEnumerable<KeyValuePair<string, object>> Metadata() =>
    [
        new("tokenizer.ggml.model", "gpt2"),
        new("tokenizer.ggml.pre", "smollm"),
        new("tokenizer.ggml.tokens", Tokens),
        new("tokenizer.ggml.token_type", Types),
        new("tokenizer.ggml.merges", Merges),
        new("tokenizer.ggml.bos_token_id", 1u),
        new("tokenizer.ggml.eos_token_id", 2u),
        new("tokenizer.ggml.unknown_token_id", 0u),
        new("tokenizer.ggml.padding_token_id", 2u),
        new("tokenizer.ggml.add_bos_token", false),
        new(
            "tokenizer.chat_template",
            "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
            + "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"),
    ];

    // Bytes that print are themselves, the others are the characters from 256 on, in order.
    private static IEnumerable<string> ByteAlphabet()
    {
        int next = 256;
        for (int value = 0; value < 256; value++)
        {
            bool prints = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE);
            yield return ((char)(prints ? value : next++)).ToString(CultureInfo.InvariantCulture);
        }
    }
}
