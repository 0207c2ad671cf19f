using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Samples.PlaySession.Drawing;

namespace Repartee.PlaySession.Tests;

public sealed class LettersTests
{
    private const string Text = "Every hearth pays a tax of a silver bit to the king, and that is the plain truth.";

    private readonly AtlasPicture atlas = new();
    private Font font = null!;

    [OneTimeSetUp]
    public void SetUp() => font = atlas.AddFont(10);

    [Test]
    public void EachPrintableCharacterHasAPictureWithInk()
    {
        foreach (char character in Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code))
        {
            var glyph = font[character];
            Assert.That(glyph.Advance, Is.GreaterThan(0), $"{character}");
            Assert.That(Ink(glyph), Is.GreaterThan(255), $"{character}");
        }
    }

    [Test]
    public void CapitalsAreAsHighAsTheFontSays()
    {
        var glyph = font['H'];                                                  // its stroke's half width above, and a soft pixel
        Assert.That(glyph.Top, Is.EqualTo(12).Within(0.01));
        Assert.That(font['x'].Top, Is.EqualTo(9).Within(0.01));
    }

    [TestCase('\u2019', '\'')]
    [TestCase('\u00E9', 'e')]
    [TestCase('\u2014', '-')]
    [TestCase('\u4E2D', '?')]
    public void OtherCharactersLookLikeTheNearest(char character, char shown) => Assert.That(font[character], Is.EqualTo(font[shown]));

    [Test]
    public void LinesKeepTheirWidthAndAllWords()
    {
        var breaks = new LineBreaks(8);
        breaks.Break(font, Text, 200);

        var lines = Enumerable.Range(0, breaks.Count).Select(line => breaks.Line(Text, line).ToString()).ToList();

        Assert.That(lines, Has.Count.GreaterThan(2));
        Assert.That(lines.Select(line => font.Width(line)), Is.All.LessThanOrEqualTo(200));
        Assert.That(string.Join(" ", lines), Is.EqualTo(Text));
        Assert.That(breaks.Widest, Is.EqualTo(lines.Max(line => font.Width(line))).Within(0.01));
        Assert.That(breaks.IsCut, Is.False);
    }

    [Test]
    public void FinishedLinesStayWhileTheTextGrows()
    {
        var breaks = new LineBreaks(8);
        breaks.Break(font, Text, 200);
        var final = Enumerable.Range(0, breaks.Count).Select(line => breaks.Line(Text, line).ToString()).ToList();
        for (int length = 1; length < Text.Length; length++)
        {
            breaks.Break(font, Text.AsSpan(0, length), 200);
            for (int line = 0; line < breaks.Count - 1; line++)
                Assert.That(breaks.Line(Text, line).ToString(), Is.EqualTo(final[line]), $"{length} characters");
        }
    }

    [Test]
    public void AWordLongerThanALineIsBroken()
    {
        string word = new('m', 60);
        var breaks = new LineBreaks(20);
        breaks.Break(font, word, 100);

        var lines = Enumerable.Range(0, breaks.Count).Select(line => breaks.Line(word, line).ToString()).ToList();

        Assert.That(string.Concat(lines), Is.EqualTo(word));
        Assert.That(lines.Select(line => font.Width(line)), Is.All.LessThanOrEqualTo(100));
    }

    [Test]
    public void FurtherLinesAreLeftOut()
    {
        var breaks = new LineBreaks(2);
        breaks.Break(font, Text, 120);

        Assert.That(breaks.Count, Is.EqualTo(2));
        Assert.That(breaks.IsCut, Is.True);
    }

    [Test]
    public void BreakingLinesAllocatesNothing()
    {
        var breaks = new LineBreaks(8);
        breaks.Break(font, Text, 200);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            breaks.Break(font, Text, 200 + i);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private long Ink(in Glyph glyph)
    {
        long ink = 0;
        for (int row = 0; row < (int)glyph.Height; row++)
            for (int column = 0; column < (int)glyph.Width; column++)
                ink += atlas.Pixels[(((int)MathF.Round(glyph.V * AtlasPicture.Size) + row) * AtlasPicture.Size)
                    + (int)MathF.Round(glyph.U * AtlasPicture.Size) + column];
        return ink;
    }
}
