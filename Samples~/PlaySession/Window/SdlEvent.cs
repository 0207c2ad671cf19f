using System.Runtime.InteropServices;

namespace Repartee.Samples.PlaySession.Window;

/// <summary>SDL_Event: a union of 56 bytes, of which these fields are read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct SdlEvent
{
    public const uint Quit = 0x100;
    public const uint KeyDown = 0x300;
    public const uint TextInput = 0x303;

    [FieldOffset(0)]
    public uint Type;

    /// <summary>Of a key: whether it is held and comes again.</summary>
    [FieldOffset(13)]
    public byte Repeat;

    /// <summary>Of a key: what it stands for on this keyboard.</summary>
    [FieldOffset(20)]
    public int Key;

    /// <summary>Of typed text: UTF-8 that ends with 0.</summary>
    [FieldOffset(12)]
    public fixed byte Text[32];
}
