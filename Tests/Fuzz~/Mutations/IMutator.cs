using System;

namespace Repartee.Fuzz.Tests.Mutations;

/// <summary>Makes a damaged input of a sound one.</summary>
internal interface IMutator
{
    /// <param name="sound">Stays as it is.</param>
    /// <param name="other">Another sound input of the format, to take pieces from.</param>
    /// <param name="random">Every choice.</param>
    byte[] Mutate(byte[] sound, byte[] other, Random random);
}
