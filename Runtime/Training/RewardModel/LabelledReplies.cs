#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Repartee.Dialogue;

namespace Repartee.Training.RewardModel
{
    /// <summary>
    /// What a reward model learns from: preference pairs, or rated replies, never both. As JSON Lines, a row is a dialogue row (see
    /// <see cref="DialogueDataset"/>) with further names:
    /// <code>
    /// {"persona": "who", "messages": [{"role": "user", "content": "text"}], "chosen": "better", "rejected": "worse", "margin": 0.5}
    /// {"persona": "who", "messages": [{"role": "user", "content": "text"}], "reply": "text", "score": 4}
    /// </code>
    /// <c>margin</c> is optional. Immutable.
    /// </summary>
    public sealed class LabelledReplies
    {
        /// <summary>Labels of preference.</summary>
        /// <param name="pairs">At least one.</param>
        /// <exception cref="ArgumentException">There is none.</exception>
        public LabelledReplies(IEnumerable<PreferencePair> pairs)
            : this(pairs.ToArray(), Array.Empty<RatedReply>())
        {
        }

        /// <summary>Labels by a number.</summary>
        /// <param name="ratings">At least one.</param>
        /// <exception cref="ArgumentException">There is none.</exception>
        public LabelledReplies(IEnumerable<RatedReply> ratings)
            : this(Array.Empty<PreferencePair>(), ratings.ToArray())
        {
        }

        private LabelledReplies(PreferencePair[] pairs, RatedReply[] ratings)
        {
            if (pairs.Length == 0 && ratings.Length == 0)
                throw new ArgumentException("Expected at least one labelled reply, but found none.");
            Pairs = Array.AsReadOnly(pairs);
            Ratings = Array.AsReadOnly(ratings);
        }

        /// <summary>The pairs in file order; empty when replies are rated.</summary>
        public IReadOnlyList<PreferencePair> Pairs { get; }

        /// <summary>The rated replies in file order; empty when there are pairs.</summary>
        public IReadOnlyList<RatedReply> Ratings { get; }

        /// <summary>Reads a UTF-8 file, with or without a byte order mark.</summary>
        /// <param name="path">The file.</param>
        /// <returns>Its labels.</returns>
        /// <exception cref="DialogueDatasetException">Lines are no labelled replies, are of both kinds, or there is none.</exception>
        /// <exception cref="IOException">The file can't be read.</exception>
        public static LabelledReplies Read(string path)
        {
            using var reader = new StreamReader(path, Encoding.UTF8);
            return Read(reader, Path.GetFileName(path));
        }

        /// <summary>Reads labels from text.</summary>
        /// <param name="reader">The text; the caller disposes it.</param>
        /// <param name="sourceName">What error messages call it, such as "labels.jsonl".</param>
        /// <returns>The labels.</returns>
        /// <exception cref="DialogueDatasetException">Lines are no labelled replies, are of both kinds, or there is none.</exception>
        public static LabelledReplies Read(TextReader reader, string sourceName)
        {
            var rows = RowLines.Read(reader, sourceName, new LabelledRowReader().Read);
            return new LabelledReplies(rows.OfType<PreferencePair>().ToArray(), rows.OfType<RatedReply>().ToArray());
        }
    }
}
