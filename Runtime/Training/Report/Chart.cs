#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Repartee.Training.Report
{
    /// <summary>
    /// Curves over updates. The drawing is stretched to the room it has; all texts are the page's own, so that they keep their size.
    /// One curve shows each update (thin) and its trend; several show trends alone and are named at their ends.
    /// </summary>
    internal sealed class Chart
    {
        internal const int MostLines = 8;

        private const double Side = 1000;                                       // of the drawing, in its own units
        private const double LabelRoom = 0.085;                                 // share of the height that a name takes
        private const int MostHovers = 120;

        private readonly string id;
        private readonly string title;
        private readonly string about;
        private readonly IReadOnlyList<ChartSeries> lines;
        private readonly double? guide;
        private readonly ChartScale scale;
        private readonly double first;
        private readonly double span;

        /// <param name="id">Unique on the page, of letters and digits.</param>
        /// <param name="title">What it shows.</param>
        /// <param name="about">How to read it.</param>
        /// <param name="lines">One to <see cref="MostLines"/>, over the same updates.</param>
        /// <param name="guide">Where a limit is drawn, if there is one and values come near.</param>
        internal Chart(string id, string title, string about, IReadOnlyList<ChartSeries> lines, double? guide = null)
        {
            this.id = id;
            this.title = title;
            this.about = about;
            this.lines = lines;
            var shown = lines.SelectMany(line => IsSingle ? line.Low.Concat(line.High) : line.Trend).Where(ChartScale.IsDrawable).ToList();
            this.guide = guide is double limit && shown.Max() >= 0.5 * limit ? guide : null;
            scale = ChartScale.Around(this.guide is double drawn ? shown.Append(drawn) : shown);
            first = lines[0].At[0];
            span = Math.Max(1, lines[0].At[lines[0].At.Length - 1] - first);
        }

        private bool IsSingle => lines.Count == 1;

        /// <param name="page">Written to.</param>
        /// <param name="pauses">Updates at which the trainer paused.</param>
        /// <param name="isWide">Whether it takes the page's whole width.</param>
        internal void WriteTo(Html page, IEnumerable<long> pauses, bool isWide)
        {
            page.Raw(isWide ? "<figure class=\"chart wide\">" : "<figure class=\"chart\">").Raw("<figcaption>").Element("h3", null, title);
            if (IsSingle)
                page.Raw("<p class=\"now\"><strong>").Text(Html.Value(lines[0].Last)).Raw("</strong> from ")
                    .Text(Html.Value(lines[0].First)).Raw("</p>");
            page.Element("p", "about", about).Raw("</figcaption>");
            page.Raw(IsSingle ? "<div class=\"body\">" : "<div class=\"body named\">").Raw("<div class=\"plot\">");
            foreach (double tick in scale.Ticks)
                page.Raw("<span class=\"tick\" aria-hidden=\"true\" style=\"top:").Number(100 * scale.Top(tick)).Raw("%\">")
                    .Text(TickText(tick)).Raw("</span>");
            WriteDrawing(page, pauses);
            page.Raw("</div>");
            if (!IsSingle)
                WriteNames(page);
            page.Raw("<div class=\"across\" aria-hidden=\"true\"><span>").Text(first.ToString("#,0", CultureInfo.InvariantCulture))
                .Raw("</span><span>update ").Text((first + span).ToString("#,0", CultureInfo.InvariantCulture))
                .Raw("</span></div></div></figure>");
        }

        private void WriteDrawing(Html page, IEnumerable<long> pauses)
        {
            page.Raw($"<svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\" role=\"img\" aria-labelledby=\"{id}t {id}d\">")
                .Raw($"<title id=\"{id}t\">").Text(title).Raw($"</title><desc id=\"{id}d\">").Text(Description()).Raw("</desc>");
            foreach (double tick in scale.Ticks)
                Across(page, tick == 0 ? "zero" : "grid", tick);
            if (guide is double limit)
                Across(page, "guide", limit);
            foreach (long pause in pauses.Where(update => update >= first && update <= first + span))
                page.Raw("<path class=\"pause\" d=\"M").Number(Left(pause)).Raw(" 0V1000\"/>");
            for (int i = 0; i < lines.Count; i++)
                WriteLine(page, lines[i], i);
            WriteHovers(page);
            page.Raw("</svg>");
        }

        private void WriteLine(Html page, ChartSeries line, int colour)
        {
            if (IsSingle && line.IsThinned)
            {
                var drawn = Enumerable.Range(0, line.At.Length).Where(i => ChartScale.IsDrawable(line.Low[i])).ToList();
                var around = drawn.Select(i => (line.At[i], line.High[i]))
                    .Concat(drawn.AsEnumerable().Reverse().Select(i => (line.At[i], line.Low[i])));
                page.Raw($"<path class=\"band c{colour}\" d=\"").Raw(PathOf(around)).Raw("Z\"/>");
            }
            else if (IsSingle && line.Window > 1)
            {
                page.Raw($"<path class=\"raw c{colour}\" d=\"").Raw(PathOf(line.At.Zip(line.Points, (x, y) => (x, y)))).Raw("\"/>");
            }

            page.Raw($"<path class=\"line c{colour}\" d=\"").Raw(PathOf(line.At.Zip(line.Trend, (x, y) => (x, y)))).Raw("\"/>");
            int last = Array.FindLastIndex(line.Trend, ChartScale.IsDrawable);
            page.Raw($"<path class=\"dot c{colour}\" d=\"M").Number(Left(line.At[last])).Raw(" ")
                .Number(Side * scale.Top(line.Trend[last])).Raw("h0\"/>");
        }

        /// <summary>An invisible strip for each update, or for some of many, that tells its values.</summary>
        private void WriteHovers(Html page)
        {
            double[] at = lines[0].At;
            int count = Math.Min(MostHovers, at.Length);
            page.Raw("<g class=\"hovers\">");
            for (int i = 0; i < count; i++)
            {
                int point = (int)((long)i * at.Length / count);
                page.Raw("<rect x=\"").Number(Side * i / count).Raw("\" width=\"").Number(Side / count).Raw("\" height=\"1000\"><title>")
                    .Text($"Update {at[point].ToString("#,0", CultureInfo.InvariantCulture)}");
                foreach (var line in lines)
                    page.Text(IsSingle ? $": {Html.Value(line.Points[point])}" : $"\u2002{line.Name} {Html.Value(line.Points[point])}");
                page.Raw("</title></rect>");
            }

            page.Raw("</g>");
        }

        /// <summary>Names at the lines' ends, moved apart where they would cover each other.</summary>
        private void WriteNames(Html page)
        {
            var ends = lines.Select((line, i) => (Line: line, Colour: i, Top: scale.Top(line.Trend.Last(ChartScale.IsDrawable))))
                .OrderBy(end => end.Top).ToList();
            double[] tops = ends.Select(end => end.Top).ToArray();
            for (int i = 1; i < tops.Length; i++)
                tops[i] = Math.Max(tops[i], tops[i - 1] + LabelRoom);
            double over = Math.Max(0, tops[tops.Length - 1] - 1);
            for (int i = tops.Length - 1; i >= 0 && over > 0; i--)
                tops[i] = Math.Min(tops[i], 1 - LabelRoom * (tops.Length - 1 - i));
            page.Raw("<ul class=\"names\">");
            for (int i = 0; i < tops.Length; i++)
            {
                page.Raw($"<li class=\"c{ends[i].Colour}\" style=\"top:").Number(100 * tops[i]).Raw("%\"><span>").Text(ends[i].Line.Name)
                    .Raw("</span> <b>").Text(Html.Value(ends[i].Line.Trend.Last(ChartScale.IsDrawable))).Raw("</b></li>");
            }

            page.Raw("</ul>");
        }

        private void Across(Html page, string style, double value) =>
            page.Raw($"<path class=\"{style}\" d=\"M0 ").Number(Side * scale.Top(value)).Raw("H1000\"/>");

        private double Left(double update) => Side * (update - first) / span;

        private string PathOf(IEnumerable<(double At, double Value)> points)
        {
            var path = new Html();
            bool isDown = false;
            foreach (var (at, value) in points)
            {
                if (ChartScale.IsDrawable(value))
                    path.Raw(isDown ? "L" : "M").Number(Left(at)).Raw(" ").Number(Side * scale.Top(value));
                isDown = ChartScale.IsDrawable(value);
            }

            return path.ToString();
        }

        private string Description() => string.Join("; ", lines.Select(line =>
            $"{(IsSingle ? "" : line.Name + " ")}from {Html.Value(line.First)} to {Html.Value(line.Last)}, "
            + $"at least {Html.Value(line.Low.Where(ChartScale.IsDrawable).Min())}, "
            + $"at most {Html.Value(line.High.Where(ChartScale.IsDrawable).Max())}")) + ".";

        private string TickText(double tick)
        {
            double step = scale.Ticks[1] - scale.Ticks[0];
            int digits = Math.Max(0, (int)Math.Ceiling(-Math.Log10(step) - 1e-9));
            return digits > 5 || Math.Abs(tick) >= 1e7 ? Html.Value(tick)
                : tick.ToString("#,0." + new string('0', digits), CultureInfo.InvariantCulture).Replace('-', '\u2212');
        }
    }
}
