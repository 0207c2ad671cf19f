#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Repartee.Internal;

namespace Repartee.Dialogue
{
    /// <summary>
    /// Dialogue rows read from JSON Lines, one row a line, in one of two forms:
    /// <code>
    /// {"role": "user", "content": "full context with its special tokens", "solution": "a reply"}
    /// {"persona": "who", "messages": [{"role": "user", "content": "text"}], "solution": ["one", "another"], "tags": {"topic": "wolves"}}
    /// </code>
    /// <c>solution</c> (a text or an array of texts) and <c>tags</c> (texts) are optional in both. Instead of <c>persona</c> the first
    /// message may have the role "system". Other names are ignored, blank lines are skipped. Immutable.
    /// </summary>
    public sealed class DialogueDataset
    {
        /// <summary>The longest line that is read, in UTF-16 code units: 1 Mi.</summary>
        public const int MaximumLineLength = 1 << 20;

        /// <summary>Makes a data set of rows at hand.</summary>
        /// <param name="rows">The rows, at least one.</param>
        /// <exception cref="ArgumentException">There is no row.</exception>
        public DialogueDataset(IEnumerable<DialogueState> rows)
        {
            Rows = Array.AsReadOnly((rows ?? throw new ArgumentNullException(nameof(rows))).ToArray());
            if (Rows.Count == 0)
                throw new ArgumentException("Expected at least one row, but found none.", nameof(rows));
        }

        /// <summary>The rows in file order, at least one.</summary>
        public IReadOnlyList<DialogueState> Rows { get; }

        /// <summary>Reads a UTF-8 file, with or without a byte order mark.</summary>
        /// <param name="path">The file.</param>
        /// <returns>Its rows.</returns>
        /// <exception cref="DialogueDatasetException">Lines are no rows, or there is none.</exception>
        /// <exception cref="IOException">The file can't be read.</exception>
        public static DialogueDataset Read(string path)
        {
            using var reader = new StreamReader(path, Encoding.UTF8);
            return Read(reader, Path.GetFileName(path));
        }

        /// <summary>Reads rows from text.</summary>
        /// <param name="reader">The text; the caller disposes it.</param>
        /// <param name="sourceName">What error messages call it, such as "tavern.jsonl".</param>
        /// <returns>The rows.</returns>
        /// <exception cref="DialogueDatasetException">Lines are no rows, or there is none.</exception>
        public static DialogueDataset Read(TextReader reader, string sourceName) =>
            new DialogueDataset(RowLines.Read(reader, sourceName, DialogueRowReader.Read));

        /// <summary>Writes rows as UTF-8 JSON Lines, ended by LF. The file appears whole or not at all.</summary>
        /// <param name="path">The file; an old one is replaced.</param>
        /// <param name="rows">The rows, written one at a time.</param>
        /// <exception cref="IOException">The file can't be written.</exception>
        public static void Write(string path, IEnumerable<DialogueState> rows) => AtomicFile.Write(path, stream =>
        {
            foreach (DialogueState row in rows)
            {
                stream.Write(DialogueRowWriter.Write(row));
                stream.WriteByte((byte)'\n');
            }
        });

        /// <summary>The rows that carry a tag with this value, such as <c>Where("split", "train")</c>.</summary>
        /// <param name="tag">The name of the tag.</param>
        /// <param name="value">Its value, compared letter by letter.</param>
        /// <returns>The chosen rows in their order.</returns>
        /// <exception cref="ArgumentException">No row has it; the message lists the values there are.</exception>
        public DialogueDataset Where(string tag, string value)
        {
            DialogueState[] chosen = Rows.Where(row => row.Tags.TryGetValue(tag, out string? found) && found == value).ToArray();
            if (chosen.Length > 0)
                return new DialogueDataset(chosen);
            string[] values = Rows.Where(row => row.Tags.ContainsKey(tag)).Select(row => row.Tags[tag]).Distinct().Take(10).ToArray();
            string found = values.Length == 0 ? "no row has that tag" : "the values are " + string.Join(", ", values);
            throw new ArgumentException($"Expected rows whose tag \"{tag}\" is \"{value}\", but found none: {found}.", nameof(value));
        }

        /// <summary>Parts the rows in two, both in their order.</summary>
        /// <param name="belongsToFirst">True for the rows of the first part.</param>
        /// <returns>The rows for which it is true, and the others; each part has at least one row.</returns>
        /// <exception cref="ArgumentException">All rows fall into one part.</exception>
        public (DialogueDataset First, DialogueDataset Second) Split(Func<DialogueState, bool> belongsToFirst)
        {
            ILookup<bool, DialogueState> parts = Rows.ToLookup(belongsToFirst);
            if (!parts.Contains(true) || !parts.Contains(false))
                throw new ArgumentException(
                    $"Expected rows in both parts, but all {Rows.Count} fall into the {(parts.Contains(true) ? "first" : "second")}.",
                    nameof(belongsToFirst));
            return (new DialogueDataset(parts[true]), new DialogueDataset(parts[false]));
        }
    }
}
