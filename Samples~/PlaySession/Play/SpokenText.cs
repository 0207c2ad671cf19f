using System;
using System.Threading;

namespace Repartee.Samples.PlaySession.Play;

/// <summary>
/// Text on its way from the actor's thread to the game's: one appends, the other copies it out into memory of its own. Neither allocates,
/// and the lock is held for a few copied characters.
/// </summary>
internal sealed class SpokenText
{
    /// <summary>Characters that are kept; what comes after is left out.</summary>
    public const int Most = 600;

    private readonly Lock gate = new();
    private readonly char[] characters = new char[Most];
    private int length;

    /// <summary>Adds a piece. Any thread.</summary>
    public void Append(string piece) => Append(piece.AsSpan());

    /// <summary>Adds a piece. Any thread.</summary>
    public void Append(ReadOnlySpan<char> piece)
    {
        lock (gate)
        {
            int taken = Math.Min(piece.Length, Most - length);
            piece[..taken].CopyTo(characters.AsSpan(length));
            length += taken;
        }
    }

    /// <summary>Begins anew. Any thread.</summary>
    public void Clear()
    {
        lock (gate)
            length = 0;
    }

    /// <summary>Copies what there is.</summary>
    /// <param name="target">At least <see cref="Most"/> characters.</param>
    /// <returns>How many.</returns>
    public int CopyTo(Span<char> target)
    {
        lock (gate)
        {
            characters.AsSpan(0, length).CopyTo(target);
            return length;
        }
    }
}
