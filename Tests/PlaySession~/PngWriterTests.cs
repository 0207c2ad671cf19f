using System;
using System.IO;
using NUnit.Framework;
using Repartee.Samples.PlaySession.Drawing;

namespace Repartee.PlaySession.Tests;

public sealed class PngWriterTests
{
    [TestCase(1, 1)]
    [TestCase(7, 5)]
    [TestCase(64, 48)]
    public void AnIndependentReaderFindsTheSamePixels(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        new Random(width).NextBytes(pixels);
        for (int i = 0; i < pixels.Length / 2; i++)                             // one half smooth, so that each kind of filter is chosen
            pixels[i] = (byte)((i / 3 % width) + (i / (width * 3) * 2));

        var read = new PngReader(Written(pixels, width, height));

        Assert.That((read.Width, read.Height), Is.EqualTo((width, height)));
        Assert.That(read.Format, Is.EqualTo(new byte[] { 8, 2, 0, 0, 0 }));
        Assert.That(read.Pixels, Is.EqualTo(pixels));
    }

    [Test]
    public void APictureOfOneColourIsSmall() =>
        Assert.That(Written(new byte[1280 * 720 * 3], 1280, 720), Has.Length.LessThan(10_000));

    [Test]
    public void MissingPixelsAreRefused() => Assert.That(
        () => Written(new byte[11], 2, 2),
        Throws.ArgumentException.With.Message.StartsWith("Expected 2 x 2 pixels of 3 bytes, but found 11 bytes."));

    private static byte[] Written(byte[] pixels, int width, int height)
    {
        using var output = new MemoryStream();
        PngWriter.Write(output, pixels, width, height);
        return output.ToArray();
    }
}
