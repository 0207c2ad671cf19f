#nullable enable
using System;
using System.Globalization;
using System.Text;

namespace Repartee.Training.Report
{
    /// <summary>A piece of a page in the making. Only <see cref="Raw"/> takes markup; all else is text and is escaped.</summary>
    internal sealed class Html
    {
        private readonly StringBuilder text = new StringBuilder();

        /// <summary>Characters so far.</summary>
        internal int Length => text.Length;

        /// <summary>Our own markup, without anything from a file.</summary>
        internal Html Raw(string markup)
        {
            text.Append(markup);
            return this;
        }

        /// <summary>Any text, for an element's content or a quoted attribute. Control characters, which a page must not hold, become
        /// spaces.</summary>
        internal Html Text(string content)
        {
            foreach (char letter in content)
            {
                if (letter == '<')
                    text.Append("&lt;");
                else if (letter == '>')
                    text.Append("&gt;");
                else if (letter == '&')
                    text.Append("&amp;");
                else if (letter == '"')
                    text.Append("&quot;");
                else if (letter == '\'')
                    text.Append("&#39;");
                else
                    text.Append(char.IsControl(letter) ? ' ' : letter);
            }

            return this;
        }

        /// <summary>An element with a class, or none, around a text.</summary>
        internal Html Element(string name, string? style, string content) =>
            Raw(style is null ? $"<{name}>" : $"<{name} class=\"{style}\">").Text(content).Raw($"</{name}>");

        /// <summary>A number of a coordinate or a share, in any culture alike.</summary>
        internal Html Number(double value)
        {
            text.Append(value.ToString("0.#", CultureInfo.InvariantCulture));
            return this;
        }

        /// <inheritdoc/>
        public override string ToString() => text.ToString();

        /// <summary>A measured value as people read it: three or four digits that count.</summary>
        internal static string Value(double value)
        {
            double size = Math.Abs(value);
            string format = double.IsNaN(value) || double.IsInfinity(value) ? "G"
                : size >= 1000 ? "#,0"
                : size >= 100 ? "0" : size >= 10 ? "0.0" : size >= 1 ? "0.00" : size >= 0.001 || size < 1e-6 ? "0.000"
                : "0.0e0";
            return (size < 1e-6 ? 0 : value).ToString(format, CultureInfo.InvariantCulture).Replace('-', '\u2212');
        }

        /// <summary>A difference, with its sign.</summary>
        internal static string Change(double value) => value > 0 ? "+" + Value(value) : Value(value);
    }
}
