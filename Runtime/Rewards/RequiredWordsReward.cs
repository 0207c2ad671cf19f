#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Rewards
{
    /// <summary>
    /// The share of required words or phrases that stand in the reply as whole words, in any case; 1 when none is required. Named
    /// "required_words".
    /// </summary>
    public sealed class RequiredWordsReward : IRewardFunction
    {
        private readonly WordList _words;

        /// <summary>Requires the same words of every reply.</summary>
        /// <param name="words">Words or phrases, at least one.</param>
        /// <exception cref="ArgumentException">There is no word.</exception>
        public RequiredWordsReward(IEnumerable<string> words)
            : this(new WordList(words))
        {
        }

        private RequiredWordsReward(WordList words)
        {
            _words = words;
        }

        /// <inheritdoc/>
        public string Name => "required_words";

        /// <summary>Requires the words that a tag of the row lists, parted by commas, such as "wolves, north gate".</summary>
        /// <param name="tag">The name of the tag; "keywords" by default.</param>
        /// <returns>The reward.</returns>
        public static RequiredWordsReward FromTag(string tag = "keywords") => new RequiredWordsReward(WordList.FromTag(tag));

        /// <inheritdoc/>
        /// <exception cref="InvalidOperationException">The row lacks the tag.</exception>
        public double Score(ReplyContext context)
        {
            (int present, int count) = _words.CountIn(context);
            return count == 0 ? 1 : present / (double)count;
        }
    }
}
