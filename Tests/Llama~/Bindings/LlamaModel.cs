using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Repartee.Llama;

/// <summary>A GGUF file as llama.cpp loaded it. Dispose it after its contexts.</summary>
public sealed unsafe class LlamaModel : IDisposable
{
    private readonly nint vocabulary;
    private nint handle;

    private LlamaModel(nint handle)
    {
        this.handle = handle;
        vocabulary = LlamaNative.Vocabulary(handle);
    }

    /// <summary>How many tokens there are.</summary>
    public int VocabularySize => LlamaNative.VocabularySize(vocabulary);

    /// <summary>How many weights there are.</summary>
    public long Parameters => (long)LlamaNative.ParameterCount(handle);

    /// <summary>The longest context it was trained for, in tokens.</summary>
    public int TrainedContext => LlamaNative.TrainedContext(handle);

    /// <summary>The token before a text, or -1.</summary>
    public int BeginToken => LlamaNative.BeginToken(vocabulary);

    /// <summary>The token after a text, or -1.</summary>
    public int EndToken => LlamaNative.EndToken(vocabulary);

    /// <summary>Architecture, size and type in llama.cpp's words.</summary>
    public string Description
    {
        get
        {
            byte* text = stackalloc byte[256];
            LlamaNative.Describe(Handle, text, 256);
            return Marshal.PtrToStringUTF8((nint)text)!;
        }
    }

    /// <summary>The chat template in the file, or null.</summary>
    public string? ChatTemplate => Marshal.PtrToStringUTF8((nint)LlamaNative.ChatTemplate(Handle, null));

    internal nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(LlamaModel));

    /// <summary>Loads a file.</summary>
    /// <param name="path">The GGUF file.</param>
    /// <param name="mode">How it comes into memory.</param>
    /// <exception cref="InvalidDataException">llama.cpp refused it; the message has its words.</exception>
    public static LlamaModel Load(string path, LlamaLoadMode mode = LlamaLoadMode.Auto)
    {
        LlamaLog.Take();
        LlamaModelParams parameters = LlamaNative.DefaultModelParams();
        parameters.LoadMode = mode;
        nint handle = LlamaNative.LoadModel(path, parameters);
        return handle != 0
            ? new LlamaModel(handle)
            : throw new InvalidDataException($"{path}: expected llama.cpp to load it, but it said: {LlamaLog.Take()}");
    }

    /// <summary>Does this token end a reply?</summary>
    public bool EndsGeneration(int token) => LlamaNative.EndsGeneration(vocabulary, token);

    /// <summary>Is this a special token that no text spells?</summary>
    public bool IsControl(int token) => LlamaNative.IsControl(vocabulary, token);

    /// <summary>A text's ids.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="addSpecial">Put the begin and end tokens around it that the file asks for.</param>
    /// <param name="parseSpecial">Let the text spell special tokens.</param>
    public int[] Tokenize(string text, bool addSpecial, bool parseSpecial)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var ids = new int[bytes.Length + 8];
        fixed (byte* from = bytes)
        fixed (int* to = ids)
        {
            byte none = 0;
            int count = LlamaNative.Tokenize(
                vocabulary, from == null ? &none : from, bytes.Length, to, ids.Length, Flag(addSpecial), Flag(parseSpecial));
            if (count < 0) throw new InvalidDataException($"Expected at most {ids.Length} ids, but llama.cpp has {-count} for \"{text}\".");
            return ids[..count];
        }
    }

    /// <summary>The bytes that ids spell, as text.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="special">Spell special tokens too.</param>
    public string Detokenize(ReadOnlySpan<int> ids, bool special)
    {
        var bytes = new byte[64 + 64 * ids.Length];
        fixed (int* from = ids)
        fixed (byte* to = bytes)
        {
            int count = LlamaNative.Detokenize(vocabulary, from, ids.Length, to, bytes.Length, Flag(false), Flag(special));
            if (count < 0) throw new InvalidDataException($"Expected at most {bytes.Length} bytes, but llama.cpp has {-count}.");
            return Encoding.UTF8.GetString(bytes, 0, count);
        }
    }

    /// <summary>Frees it.</summary>
    public void Dispose()
    {
        if (handle != 0) LlamaNative.FreeModel(handle);
        handle = 0;
    }

    private static byte Flag(bool value) => value ? (byte)1 : (byte)0;
}
