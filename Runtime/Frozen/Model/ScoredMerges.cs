#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Prompting;

namespace Repartee.Frozen.Model
{
    /// <summary>
    /// The merges that the scores of a SentencePiece vocabulary imply: every pair of ordinary tokens that makes a third one, the highest
    /// score first, then the lowest id of what is made, then that of the left one. So do the converters of Hugging Face.
    /// </summary>
    internal static class ScoredMerges
    {
        // Bounds on a hostile file: several times what a published vocabulary of 262,144 tokens has.
        private const int MostCharacters = 1 << 23;
        private const int MostTokenCharacters = 256;
        private const int MostMerges = 1 << 22;

        /// <summary>Scores from which <see cref="Of"/> finds these merges again, if they can be found at all: the sooner a token is
        /// made, the higher; those that no merge makes below all others.</summary>
        internal static float[] Scores(int tokens, TokenIds ids, IReadOnlyList<string> merges)
        {
            var scores = new float[tokens];
            int made = 0;
            foreach (string merge in merges)
            {
                int id = ids.Find(merge.Remove(merge.IndexOf(' '), 1));
                if (scores[id] == 0) scores[id] = -++made;
            }

            for (int id = 0; id < tokens; id++)
                if (scores[id] == 0) scores[id] = -++made;
            return scores;
        }

        /// <param name="tokens">The tokens.</param>
        /// <param name="isOrdinary">Whether merges use and make a token of that id.</param>
        /// <param name="scores">Scores by id, numbers all.</param>
        /// <param name="path">The file, for messages.</param>
        /// <exception cref="InvalidDataException">There is too much.</exception>
        internal static string[] Of(TokenIds tokens, Func<int, bool> isOrdinary, IReadOnlyList<float> scores, string path)
        {
            long characters = 0;
            var found = new List<(int Left, int Made, int Cut)>();
            for (int id = 0; id < tokens.End; id++)
            {
                string? token = tokens[id];
                if (token is null || !isOrdinary(id)) continue;
                characters += token.Length;
                if (characters > MostCharacters) throw TooMuch(path, $"{MostCharacters} characters in its tokens");
                if (token.Length > MostTokenCharacters || token.IndexOf(' ') >= 0) continue; // is made by no merge
                for (int cut = 1; cut < token.Length; cut++)
                {
                    int right = tokens.Find(token, cut, token.Length - cut);
                    if (right < 0 || !isOrdinary(right)) continue;
                    int left = tokens.Find(token, 0, cut);
                    if (left >= 0 && isOrdinary(left)) found.Add((left, id, cut));
                }

                if (found.Count > MostMerges) throw TooMuch(path, $"{MostMerges} pairs of tokens that make another");
            }

            found.Sort((x, y) =>
            {
                int order = scores[y.Made].CompareTo(scores[x.Made]);
                if (order == 0) order = x.Made.CompareTo(y.Made);
                return order != 0 ? order : x.Left.CompareTo(y.Left);
            });
            return found.Select(merge => tokens[merge.Made]!.Insert(merge.Cut, " ")).ToArray();
        }

        private static InvalidDataException TooMuch(string path, string most) => new InvalidDataException(
            $"{path}: expected a vocabulary with at most {most}, but found more. Choose a model with a smaller vocabulary.");
    }
}
