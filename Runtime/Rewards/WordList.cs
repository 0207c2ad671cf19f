#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Dialogue;

namespace Repartee.Rewards
{
    /// <summary>Words or phrases to look for in a reply: the same for all rows, or those in a tag of the row.</summary>
    internal sealed class WordList
    {
        private readonly string[] _words;
        private readonly string? _tag;

        public WordList(IEnumerable<string> words)
        {
            _words = Normalized(words ?? throw new ArgumentNullException(nameof(words)));
            if (_words.Length == 0)
                throw new ArgumentException("Expected at least one word, but found none.", nameof(words));
        }

        private WordList(string tag)
        {
            _words = Array.Empty<string>();
            _tag = string.IsNullOrWhiteSpace(tag) ? throw new ArgumentException("Expected the name of a tag.", nameof(tag)) : tag;
        }

        public static WordList FromTag(string tag) => new WordList(tag);

        /// <summary>How many words there are for this row, and how many of them stand in the reply as whole words.</summary>
        public (int Present, int Count) CountIn(ReplyContext context)
        {
            string[] words = WordsFor(context.State);
            string reply = ReplyText.Normalize(context.Reply);
            return (words.Count(word => ReplyText.ContainsWords(reply, word)), words.Length);
        }

        private static string[] Normalized(IEnumerable<string> words) =>
            words.Select(ReplyText.Normalize).Where(word => word.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();

        private string[] WordsFor(DialogueState state)
        {
            if (_tag is null)
                return _words;
            return state.Tags.TryGetValue(_tag, out string? list)
                ? Normalized(list.Split(','))
                : throw new InvalidOperationException($"Expected a row with the tag \"{_tag}\", but it has none. "
                    + $"Add \"tags\": {{\"{_tag}\": \"word, word\"}} to the row; leave the value empty for no words.");
        }
    }
}
