#nullable enable
using System;
using System.Text.Json;
using Repartee.Dialogue;

namespace Repartee.Training.RewardModel
{
    /// <summary>
    /// Reads the lines of one file. The first line decides which kind of label the others must have. Its <see cref="FormatException"/>s say
    /// what was expected, what was found and what to do.
    /// </summary>
    internal sealed class LabelledRowReader
    {
        private const string PairNames = "\"chosen\" and \"rejected\"";
        private const string ScoreNames = "\"reply\" and \"score\"";

        private bool? pairs;

        /// <returns>A <see cref="PreferencePair"/> or a <see cref="RatedReply"/>.</returns>
        internal object Read(string line) => DialogueRowReader.Read(line, Row);

        private object Row(JsonElement row)
        {
            var state = DialogueRowReader.Read(row);
            bool pair = Has(row, "chosen") || Has(row, "rejected"), rating = Has(row, "reply") || Has(row, "score");
            if (pair == rating)
            {
                throw new FormatException(
                    $"expected {PairNames}, or {ScoreNames}, but found {(pair ? "names of both kinds" : "none of them")}. " +
                    "Write one kind of label.");
            }

            if (pair != (pairs ??= pair))
            {
                throw new FormatException(
                    $"expected {(pair ? ScoreNames : PairNames)} as in the rows before, but found {(pair ? PairNames : ScoreNames)}. " +
                    "Keep pairs and scores in two files: they train two models.");
            }

            return pair ? (object)Pair(state, row) : new RatedReply(state, Text(row, "reply"), Number(row, "score"));
        }

        private static PreferencePair Pair(DialogueState state, JsonElement row)
        {
            string chosen = Text(row, "chosen"), rejected = Text(row, "rejected");
            double margin = Has(row, "margin") ? Number(row, "margin") : 0;
            if (chosen == rejected)
                throw new FormatException($"expected two different replies, but both are \"{chosen}\". Leave the row out.");
            if (margin < 0)
            {
                throw new FormatException(
                    FormattableString.Invariant($"expected \"margin\" to be 0 or more, but found {margin}. ") +
                    "Swap \"chosen\" and \"rejected\", or leave it out.");
            }

            return new PreferencePair(state, chosen, rejected, margin);
        }

        private static bool Has(JsonElement row, string name) => row.TryGetProperty(name, out _);

        private static string Text(JsonElement row, string name) =>
            DialogueRowReader.Text(Required(row, name), $"\"{name}\"", "Write the reply as text.");

        private static double Number(JsonElement row, string name)
        {
            var element = Required(row, name);
            DialogueRowReader.Expect(element, JsonValueKind.Number, $"\"{name}\"", "Write it as 0.5.");
            if (element.TryGetDouble(out double number) && !double.IsInfinity(number))
                return number;
            throw new FormatException($"expected \"{name}\" to be a finite number, but found {element.GetRawText()}. Write a smaller one.");
        }

        private static JsonElement Required(JsonElement row, string name) => row.TryGetProperty(name, out var element)
            ? element
            : throw new FormatException($"expected \"{name}\", but found none. Write {PairNames}, or {ScoreNames}.");
    }
}
