#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Repartee.Tests.Prompting
{
    /// <summary>
    /// Byte-level BPE in the plainest way, to compare with: GPT-2's regular expression (right for characters up to U+FFFF), bytes as
    /// lists, every merge tried in order, every pair counted anew.
    /// </summary>
    internal sealed class NaiveBpe
    {
        private static readonly Regex Pattern = new Regex(
            @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant);

        private readonly Dictionary<string, int> _ids = new Dictionary<string, int>();
        private readonly List<(string Left, string Right)> _merges = new List<(string, string)>();

        public NaiveBpe(Stream tokenizerJson)
        {
            using JsonDocument document = JsonDocument.Parse(tokenizerJson);
            JsonElement model = document.RootElement.GetProperty("model");
            foreach (JsonProperty token in model.GetProperty("vocab").EnumerateObject())
                _ids.Add(token.Name, token.Value.GetInt32());
            foreach (JsonElement merge in model.GetProperty("merges").EnumerateArray())
                _merges.Add((merge.GetString()!.Split(' ')[0], merge.GetString()!.Split(' ')[1]));
        }

        public int[] Encode(string text) => Pattern.Matches(text).SelectMany(match => Word(match.Value)).ToArray();

        /// <summary>The merges a corpus teaches, counting all pairs before each.</summary>
        public static List<string> Train(IEnumerable<string> texts, int mergeCount, int minimumFrequency)
        {
            List<List<string>> words = texts.SelectMany(text => Pattern.Matches(text)).Select(match => Spell(match.Value)).ToList();
            var merges = new List<string>();
            while (merges.Count < mergeCount)
            {
                var counts = new Dictionary<(string, string), int>();
                foreach (List<string> word in words)
                    for (int i = 0; i + 1 < word.Count; i++)
                        counts[(word[i], word[i + 1])] = counts.GetValueOrDefault((word[i], word[i + 1])) + 1;
                if (counts.Count == 0 || counts.Values.Max() < minimumFrequency)
                    return merges;
                (string left, string right) = counts.OrderByDescending(pair => pair.Value)
                    .ThenBy(pair => pair.Key.Item1, StringComparer.Ordinal).ThenBy(pair => pair.Key.Item2, StringComparer.Ordinal)
                    .First().Key;
                merges.Add(left + " " + right);
                words.ForEach(word => Join(word, left, right));
            }

            return merges;
        }

        private static void Join(List<string> word, string left, string right)
        {
            for (int i = 0; i + 1 < word.Count; i++)
            {
                if (word[i] != left || word[i + 1] != right)
                    continue;
                word[i] += right;
                word.RemoveAt(i + 1);
            }
        }

        // GPT-2 numbers the bytes that are no printable Latin-1 character from U+0100 on.
        private static List<string> Spell(string word)
        {
            int[] printable = Enumerable.Range('!', 94).Concat(Enumerable.Range('¡', 12)).Concat(Enumerable.Range('®', 82)).ToArray();
            List<int> others = Enumerable.Range(0, 256).Except(printable).ToList();
            return Encoding.UTF8.GetBytes(word)
                .Select(value => ((char)(printable.Contains(value) ? value : 256 + others.IndexOf(value))).ToString()).ToList();
        }

        private IEnumerable<int> Word(string text)
        {
            List<string> word = Spell(text);
            foreach ((string left, string right) in _merges)
                Join(word, left, right);
            return word.Select(token => _ids[token]);
        }
    }
}
