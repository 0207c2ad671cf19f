#nullable enable
using System.Collections.Generic;
using System.Globalization;
using Repartee.Editor.Play;
using UnityEngine;
using UnityEngine.UIElements;

namespace Repartee.Editor.Windows
{
    /// <summary>Draws one panel of curves, with a legend of the last values.</summary>
    internal sealed class CurveView : VisualElement
    {
        private const float Height = 72;
        private const int PixelsPerPoint = 2;

        private readonly CurvePanel panel;
        private readonly VisualElement chart = new VisualElement();
        private readonly VisualElement legend = new VisualElement();
        private readonly List<CurvePoint> points = new List<CurvePoint>();

        internal CurveView(CurvePanel panel)
        {
            this.panel = panel;
            chart.style.height = Height;
            chart.style.backgroundColor = new Color(0.12f, 0.12f, 0.12f);
            chart.generateVisualContent += Draw;
            legend.style.flexDirection = FlexDirection.Row;
            legend.style.flexWrap = Wrap.Wrap;
            Add(new Label(panel.Title));
            Add(chart);
            Add(legend);
            style.marginBottom = 6;
        }

        /// <summary>Takes what was added since.</summary>
        internal void Show()
        {
            legend.Clear();
            for (int i = 0; i < panel.Series.Count; i++)
            {
                CurveSeries curve = panel.Series[i];
                string name = curve.Name.Substring(curve.Name.LastIndexOf('/') + 1);
                var label = new Label($"{name} {curve.Last.ToString("0.###", CultureInfo.InvariantCulture)}");
                label.style.color = ColorOf(i);
                label.style.marginRight = 8;
                legend.Add(label);
            }

            chart.MarkDirtyRepaint();
        }

        private void Draw(MeshGenerationContext context)
        {
            if (!(panel.Bounds() is var (left, right, low, high))) return;
            Rect area = chart.contentRect;
            for (int i = 0; i < panel.Series.Count; i++)
            {
                panel.Series[i].Downsample((int)area.width / PixelsPerPoint, points);
                if (points.Count < 2) continue;
                Painter2D painter = context.painter2D;
                painter.strokeColor = ColorOf(i);
                painter.lineWidth = 1.5f;
                painter.BeginPath();
                for (int j = 0; j < points.Count; j++)
                {
                    var at = new Vector2(
                        (float)((points[j].Update - left) / (right - left) * area.width),
                        (float)((high - points[j].Value) / (high - low) * area.height));
                    if (j == 0)
                        painter.MoveTo(at);
                    else
                        painter.LineTo(at);
                }

                painter.Stroke();
            }
        }

        // Hues by the golden angle: neighbours differ, however many there are.
        private static Color ColorOf(int index) => Color.HSVToRGB((0.55f + index * 0.381966f) % 1f, 0.55f, 0.95f);
    }
}
