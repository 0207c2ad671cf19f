#nullable enable
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Repartee.Training.Tests.BadInput
{
    /// <summary>The page that lists what the code says to broken files.</summary>
    internal static class BadInputPage
    {
        private const string Opening =
            "# Broken files\n\n" +
            "Every file is checked when it is opened, before memory is taken for it, and a fault ends in one message that says what was\n" +
            "expected, what was found and what to do. This page lists broken files and their messages, and a test\n" +
            "(`Tests/Training/BadInput/BadInputTests.cs`) keeps it true.\n";

        /// <summary>Where the part begins that is written by hand.</summary>
        internal const string Rest = "\n## Damaged at random\n";

        internal static string Write(IEnumerable<(string Group, IReadOnlyList<(string Title, string Message)> Rows)> groups)
        {
            var page = new StringBuilder(Opening);
            foreach ((string group, IReadOnlyList<(string Title, string Message)> rows) in groups)
            {
                page.Append($"\n## {group}\n\n| What is broken | What the code says |\n|---|---|\n");
                foreach ((string title, string message) in rows) page.Append($"| {title} | {Cell(message)} |\n");
            }

            return page.ToString();
        }

        private static string Cell(string message) =>
            string.Join("<br>", message.Replace("|", "\\|").Split('\n').Select(line => $"`{line}`"));
    }
}
