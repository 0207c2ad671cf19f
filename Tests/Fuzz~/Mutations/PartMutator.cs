using System;
using System.Runtime.CompilerServices;

namespace Repartee.Fuzz.Tests.Mutations;

/// <summary>Damages the inside of a file whose outside (lengths, checksums) is made right again, so that readers get that far.</summary>
/// <param name="inner">Damages the part.</param>
/// <param name="take">Takes it out of a sound file.</param>
/// <param name="put">Puts a damaged one into the sound file.</param>
internal sealed class PartMutator(IMutator inner, Func<byte[], byte[]> take, Func<byte[], byte[], byte[]> put) : IMutator
{
    private readonly ConditionalWeakTable<byte[], byte[]> parts = [];

    public byte[] Mutate(byte[] sound, byte[] other, Random random) =>
        put(sound, inner.Mutate(parts.GetValue(sound, file => take(file)), parts.GetValue(other, file => take(file)), random));
}
