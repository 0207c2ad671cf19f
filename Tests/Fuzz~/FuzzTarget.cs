using System;
using System.Collections.Generic;
using System.IO;
using Repartee.Fuzz.Tests.Mutations;

namespace Repartee.Fuzz.Tests;

/// <summary>One format: sound inputs, who reads them, how they are damaged and how a refusal looks.</summary>
/// <param name="Format">Its name in messages and tables.</param>
/// <param name="Seeds">Sound inputs, small ones: each is read without a fault.</param>
/// <param name="Read">Reads one to the end.</param>
internal sealed record FuzzTarget(string Format, IReadOnlyList<byte[]> Seeds, Action<byte[]> Read)
{
    /// <summary>One of them makes each input.</summary>
    internal IReadOnlyList<IMutator> Mutators { get; init; } = [new ByteMutator()];

    /// <summary>Whether an exception is of a kind that the reader documents.</summary>
    internal Func<Exception, bool> Refuses { get; init; } = error => error is InvalidDataException or IOException;

    /// <summary>Whether the reader passes over what it cannot read.</summary>
    internal bool RefusesNothing { get; init; }

    /// <summary>One of these is in each refusal's message.</summary>
    internal string[] Says { get; init; } = ["xpected "];

    /// <summary>The longest message of a refusal.</summary>
    internal int LongestMessage { get; init; } = 2000;

    /// <summary>Bytes that reading may allocate for each byte of the input.</summary>
    internal int MemoryPerByte { get; init; } = 64;

    /// <summary>Bytes that reading may allocate besides.</summary>
    internal long Memory { get; init; } = 1 << 20;

    /// <summary>How many times fewer inputs an ordinary run tries, for readers that take longer.</summary>
    internal int Slowness { get; init; } = 1;
}
