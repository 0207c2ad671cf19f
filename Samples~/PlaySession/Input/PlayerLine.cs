using System;
using System.Text;

namespace Repartee.Samples.PlaySession.Input;

/// <summary>The line that the player types.</summary>
internal sealed class PlayerLine
{
    /// <summary>Characters it may have.</summary>
    public const int Most = 90;

    private readonly char[] characters = new char[Most];
    private int length;

    /// <summary>Whether keys write.</summary>
    public bool IsOpen { get; private set; }

    public ReadOnlySpan<char> Text => characters.AsSpan(0, length);

    public void Open() => (IsOpen, length) = (true, 0);

    public void Close() => IsOpen = false;

    /// <summary>Adds typed text, UTF-8; what does not fit is left out whole.</summary>
    public void Add(ReadOnlySpan<byte> typed)
    {
        Span<char> piece = stackalloc char[32];
        int count = Encoding.UTF8.GetChars(typed, piece);
        if (count > Most - length)
            return;
        piece[..count].CopyTo(characters.AsSpan(length));
        length += count;
    }

    /// <summary>Takes the last character back, with its second half if it has one.</summary>
    public void Erase()
    {
        if (length == 0)
            return;
        length--;
        if (length > 0 && char.IsLowSurrogate(characters[length]) && char.IsHighSurrogate(characters[length - 1]))
            length--;
    }

    /// <summary>Ends typing.</summary>
    /// <returns>The line, or null where nothing was typed.</returns>
    public string? Take()
    {
        IsOpen = false;
        string line = Text.Trim().ToString();
        return line.Length > 0 ? line : null;
    }
}
