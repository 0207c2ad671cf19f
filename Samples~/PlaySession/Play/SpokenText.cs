using System;
using System.Threading;

namespace Repartee.Samples.PlaySession.Play;

/// <summary>
/// Text on its way from the actor's thread to the game's: one appends, the other copies it out into memory of its own. Neither allocates
/// nor waits: a lock would do both where the two meet.
/// </summary>
internal sealed class SpokenText
{
    /// <summary>Characters that are kept; what comes after is left out.</summary>
    public const int Most = 600;

    private readonly char[] characters = new char[Most];
    private int length;                                                         // what is before it has been written

    /// <summary>Adds a piece. Any thread, one at a time.</summary>
    public void Append(string piece) => Append(piece.AsSpan());

    /// <summary>Adds a piece. Any thread, one at a time.</summary>
    public void Append(ReadOnlySpan<char> piece)
    {
        int before = Volatile.Read(ref length), taken = Math.Min(piece.Length, Most - before);
        piece[..taken].CopyTo(characters.AsSpan(before));
        // A piece that comes while a new text is begun belongs to the old one.
        Interlocked.CompareExchange(ref length, before + taken, before);
    }

    /// <summary>Begins anew. Any thread.</summary>
    public void Clear() => Volatile.Write(ref length, 0);

    /// <summary>Copies what there is.</summary>
    /// <param name="target">At least <see cref="Most"/> characters.</param>
    /// <returns>How many.</returns>
    public int CopyTo(Span<char> target)
    {
        int copied = Volatile.Read(ref length);
        characters.AsSpan(0, copied).CopyTo(target);
        return copied;
    }
}
