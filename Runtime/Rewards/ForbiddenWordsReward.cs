#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Rewards
{
    /// <summary>
    /// 1 when no forbidden word or phrase stands in the reply as whole words, in any case, and 0 when one does; or, graded, the share
    /// of forbidden words that are absent. Named "forbidden_words".
    /// </summary>
    public sealed class ForbiddenWordsReward : IRewardFunction
    {
        private readonly WordList _words;
        private readonly bool _graded;

        /// <summary>Forbids the same words in every reply.</summary>
        /// <param name="words">Words or phrases, at least one.</param>
        /// <param name="graded">True for the share of absent words; false (the default) for 1 or 0.</param>
        /// <exception cref="ArgumentException">There is no word.</exception>
        public ForbiddenWordsReward(IEnumerable<string> words, bool graded = false)
            : this(new WordList(words), graded)
        {
        }

        private ForbiddenWordsReward(WordList words, bool graded)
        {
            _words = words;
            _graded = graded;
        }

        /// <inheritdoc/>
        public string Name => "forbidden_words";

        /// <summary>Forbids the words that a tag of the row lists, parted by commas.</summary>
        /// <param name="tag">The name of the tag; "forbidden" by default.</param>
        /// <param name="graded">True for the share of absent words; false (the default) for 1 or 0.</param>
        /// <returns>The reward.</returns>
        public static ForbiddenWordsReward FromTag(string tag = "forbidden", bool graded = false) =>
            new ForbiddenWordsReward(WordList.FromTag(tag), graded);

        /// <inheritdoc/>
        /// <exception cref="InvalidOperationException">The row lacks the tag.</exception>
        public double Score(ReplyContext context)
        {
            (int present, int count) = _words.CountIn(context);
            if (present == 0)
                return 1;
            return _graded ? 1 - (present / (double)count) : 0;
        }
    }
}
