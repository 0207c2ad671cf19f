using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Editor.Play;

namespace Repartee.Editor.Tests;

public sealed class CurveTests
{
    [Test]
    public void ALongRunStaysWholeInBoundedMemory()
    {
        var curve = new CurveSeries("a", capacity: 8);
        for (int update = 1; update <= 1000; update++)
            curve.Add(update, update);
        CurvePoint[] points = [.. Enumerable.Range(0, curve.Count).Select(i => curve[i])];
        Assert.That(curve.Count, Is.InRange(4, 8));
        Assert.That(points[0].Update, Is.LessThan(130), "the beginning is in sight");
        Assert.That(points[^1].Update, Is.GreaterThan(700), "and the end");
        Assert.That(points.Select(p => p.Value), Is.Ordered.And.EqualTo(points.Select(p => p.Update)).Within(1e-9), "means of both");
        Assert.That(curve.Last, Is.EqualTo(1000));
    }

    [Test]
    public void HalvingKeepsMeans()
    {
        var curve = new CurveSeries("a", capacity: 4);
        foreach (double value in new[] { 1.0, 3, 5, 7, 9 })
            curve.Add(value, value * 10);
        Assert.That(
            Enumerable.Range(0, curve.Count).Select(i => (curve[i].Update, curve[i].Value)),
            Is.EqualTo(new[] { (2.0, 20.0), (6.0, 60.0), (9.0, 90.0) }));
    }

    [Test]
    public void ValuesThatAreNotFiniteAreLeftOut()
    {
        var curve = new CurveSeries("a");
        curve.Add(1, double.NaN);
        curve.Add(2, double.PositiveInfinity);
        Assert.That((curve.Count, curve.Last), Is.EqualTo((0, double.NaN)));
    }

    [Test]
    public void AWindowGetsMeansOfNeighbours()
    {
        var curve = new CurveSeries("a");
        for (int i = 0; i < 6; i++)
            curve.Add(i, i);
        var points = new List<CurvePoint>();
        curve.Downsample(3, points);
        Assert.That(points.Select(p => p.Value), Is.EqualTo(new[] { 0.5, 2.5, 4.5 }));
        curve.Downsample(100, points);
        Assert.That(points, Has.Count.EqualTo(6));
    }

    [Test]
    public void MetricsGoToTheirPanels()
    {
        var curves = new TrainingCurves();
        curves.Add(1, new Dictionary<string, double>
        {
            ["objective/scores"] = 0.5,
            ["reward/length"] = 0.25,
            ["reward/errors"] = 0,
            ["objective/kl"] = 0.1,
            ["policy/entropy_avg"] = 2,
            ["tokens_per_second"] = 400,
            ["lr"] = 1,
        });
        Assert.That(
            curves.Panels.Select(panel => string.Join(",", panel.Series.Select(curve => curve.Name))),
            Is.EqualTo(new[] { "objective/scores", "reward/length", "objective/kl", "policy/entropy_avg", "tokens_per_second" }));
        curves.Add(1, new Dictionary<string, double> { ["objective/kl"] = 9 });
        Assert.That(curves.Panels[2].Series[0].Last, Is.EqualTo(0.1), "an update counts once");
    }

    [Test]
    public void BoundsAreNeverEmpty()
    {
        var curves = new TrainingCurves();
        Assert.That(curves.Panels[0].Bounds(), Is.Null);
        curves.Add(4, new Dictionary<string, double> { ["objective/scores"] = 0 });
        var (left, right, low, high) = curves.Panels[0].Bounds()!.Value;
        Assert.That((right - left, high - low), Is.EqualTo((1.0, 2e-6)));
    }
}
