using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Samples.PlaySession;
using Repartee.Samples.PlaySession.Hud;
using Repartee.Samples.PlaySession.Input;

namespace Repartee.PlaySession.Tests;

public sealed class HudTests
{
    [TestCase(new float[0], 0, 1)]
    [TestCase(new[] { 0.52f, 0.67f }, 0.5f, 0.7f)]
    [TestCase(new[] { 0.55f }, 0.5f, 0.7f)]
    [TestCase(new[] { 0.5f, 0.7f }, 0.5f, 0.7f)]
    [TestCase(new[] { -0.43f, 1.61f }, -0.5f, 1.7f)]
    public void TheScaleHoldsAllValuesBetweenRoundTenths(float[] values, float least, float most)
    {
        var scale = CurveScale.Of(values);

        Assert.That(scale.Least, Is.EqualTo(least).Within(1e-5));
        Assert.That(scale.Most, Is.EqualTo(most).Within(1e-5));
        Assert.That(values.Select(scale.Height), Is.All.InRange(0, 1));
        Assert.That((scale.Height(scale.Least), scale.Height(scale.Most)), Is.EqualTo((0f, 1f)));
    }

    [Test]
    public void TheCurveKeepsTheNewestUpdates()
    {
        var curve = new RewardCurve();
        for (int i = 0; i < RewardCurve.Most + 3; i++)
            curve.Add(i);
        curve.Add(double.NaN);

        var values = new float[RewardCurve.Most];

        Assert.That(curve.CopyTo(values), Is.EqualTo(RewardCurve.Most));
        Assert.That(values, Is.EqualTo(Enumerable.Range(3, RewardCurve.Most).Select(i => (float)i)));
    }

    [Test]
    public void TextsWithNumbersAllocateNothing()
    {
        var text = new TextBuffer(40);
        string shown = text.Write($"{1.234:F1} ms, {12L} updates of {"cpu"}").ToString();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            text.Write($"{i * 1.5:F1} ms, {i} updates of {"cpu"}");

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(shown, Is.EqualTo("1.2 ms, 12 updates of cpu"));
        Assert.That(text.Write($"{new string('x', 50)}").ToString(), Is.EqualTo(new string('x', 40)));
    }

    [TestCase(1280, 720, 0, 0, 1280, 720)]
    [TestCase(1920, 1200, 0, 60, 1920, 1080)]
    [TestCase(2000, 720, 360, 0, 1280, 720)]
    public void ThePictureKeepsItsProportionsInAnyWindow(int width, int height, int x, int y, int shownWidth, int shownHeight) =>
        Assert.That(GameView.Area((width, height)), Is.EqualTo((x, y, shownWidth, shownHeight)));

    [Test]
    public void ATypedLineHasWholeCharactersAndALimit()
    {
        var line = new PlayerLine();
        line.Open();
        line.Add("Grüße "u8);
        line.Add("\U0001F600"u8);
        line.Erase();
        line.Add("Maud"u8);
        Assert.That(line.Text.ToString(), Is.EqualTo("Grüße Maud"));
        for (int i = 0; i < 30; i++)
            line.Add("0123456789"u8);

        Assert.That(line.Text.Length, Is.EqualTo(PlayerLine.Most));
        Assert.That(line.Take(), Does.StartWith("Grüße Maud0123"));
        Assert.That(line.IsOpen, Is.False);
        line.Open();
        line.Add("  "u8);
        Assert.That(line.Take(), Is.Null);
    }
}
