#nullable enable

namespace Repartee.Training.Report
{
    /// <summary>Texts as long as a page can show them.</summary>
    internal static class Clipped
    {
        private const int LongestText = 700;
        private const int LongestName = 48;

        internal static string Text(string? text) => At(text ?? "", LongestText);

        internal static string Name(string? text) => At(text ?? "", LongestName);

        /// <summary>No character of two halves is cut.</summary>
        private static string At(string text, int length) => text.Length <= length
            ? text
            : text.Substring(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length) + "\u2026";
    }
}
