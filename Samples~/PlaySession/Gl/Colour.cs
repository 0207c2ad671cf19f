using System.Runtime.InteropServices;

namespace Repartee.Samples.PlaySession.Gl;

/// <summary>A colour with its alpha multiplied in, a byte a channel. Alpha 0 and a colour that is not black adds light.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Colour(byte Red, byte Green, byte Blue, byte Alpha)
{
    public static Colour White { get; } = new(255, 255, 255, 255);

    /// <summary>From 0xRRGGBB and an opacity of 0 to 1.</summary>
    public static Colour Of(uint rgb, float opacity = 1) => new(
        Part((rgb >> 16) & 255, opacity), Part((rgb >> 8) & 255, opacity), Part(rgb & 255, opacity), Part(255, opacity));

    /// <summary>Light of this colour and strength (0 to 1), which is added to what is there.</summary>
    public static Colour Light(uint rgb, float strength) => Of(rgb, strength) with { Alpha = 0 };

    /// <summary>Darker or brighter; the opacity stays.</summary>
    public Colour Times(float factor) => new(Part(Red, factor), Part(Green, factor), Part(Blue, factor), Alpha);

    /// <summary>On the way to another: 0 this one, 1 that one.</summary>
    public Colour To(Colour other, float way) => new(
        Mix(Red, other.Red, way), Mix(Green, other.Green, way), Mix(Blue, other.Blue, way), Mix(Alpha, other.Alpha, way));

    private static byte Part(uint value, float factor)
    {
        float part = (value * factor) + 0.5f;
        return (byte)(part <= 0 ? 0 : part >= 255 ? 255 : part);
    }

    private static byte Mix(byte from, byte to, float way) => (byte)(from + ((to - from) * way) + 0.5f);
}
