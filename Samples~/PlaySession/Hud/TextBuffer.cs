using System;
using System.Runtime.CompilerServices;

namespace Repartee.Samples.PlaySession.Hud;

/// <summary>Texts with numbers in them, written into the same memory each frame. What does not fit is cut.</summary>
internal sealed class TextBuffer(int most)
{
    private readonly char[] characters = new char[most];

    /// <summary>What was written last.</summary>
    public ReadOnlySpan<char> Text => characters.AsSpan(0, Length);

    public int Length { get; private set; }

    /// <summary>Writes it in place of what was there.</summary>
    public ReadOnlySpan<char> Write([InterpolatedStringHandlerArgument("")] scoped ref Handler text)
    {
        Length = text.Length;
        return Text;
    }

    /// <summary>What the compiler makes of $"...": no text is made on the way.</summary>
    [InterpolatedStringHandler]
    internal ref struct Handler
    {
        private readonly Span<char> target;

        public Handler(int literalLength, int formattedCount, TextBuffer buffer) => target = buffer.characters;

        public int Length { get; private set; }

        public void AppendLiteral(string text) => AppendFormatted(text.AsSpan());

        public void AppendFormatted(string? text) => AppendFormatted(text.AsSpan());

        public void AppendFormatted(ReadOnlySpan<char> text)
        {
            int taken = Math.Min(text.Length, target.Length - Length);
            text[..taken].CopyTo(target[Length..]);
            Length += taken;
        }

        public void AppendFormatted<T>(T value, string? format = null) where T : ISpanFormattable
        {
            if (value.TryFormat(target[Length..], out int written, format, System.Globalization.CultureInfo.InvariantCulture))
                Length += written;
        }
    }
}
