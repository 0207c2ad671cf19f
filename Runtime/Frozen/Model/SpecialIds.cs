#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Model
{
    /// <summary>Ids of tokens with a task; null for none.</summary>
    internal sealed class SpecialIds
    {
        internal int? Begin { get; init; }

        /// <summary>Ends a text.</summary>
        internal int? End { get; init; }

        /// <summary>Ends a turn, where that is another token.</summary>
        internal int? EndOfTurn { get; init; }

        internal int? EndOfMessage { get; init; }

        internal int? Unknown { get; init; }

        internal int? Padding { get; init; }

        /// <summary>Those that end a reply.</summary>
        internal int[] Ends
        {
            get
            {
                var ends = new List<int>();
                if (EndOfTurn != null) ends.Add(EndOfTurn.Value);
                if (End != null) ends.Add(End.Value);
                if (EndOfMessage != null) ends.Add(EndOfMessage.Value);
                return ends.ToArray();
            }
        }

        /// <param name="file">The file.</param>
        /// <param name="tokens">How many tokens there are.</param>
        /// <exception cref="InvalidDataException">An id is out of range.</exception>
        internal static SpecialIds Read(GgufFile file, int tokens) => new SpecialIds
        {
            Begin = Id(file, TokenizerKeys.Begin, tokens),
            End = Id(file, TokenizerKeys.End, tokens),
            EndOfTurn = Id(file, TokenizerKeys.EndOfTurn, tokens),
            EndOfMessage = Id(file, TokenizerKeys.EndOfMessage, tokens),
            Unknown = Id(file, TokenizerKeys.Unknown, tokens),
            Padding = Id(file, TokenizerKeys.Padding, tokens),
        };

        internal IEnumerable<KeyValuePair<string, object>> Metadata() => new[]
        {
            (TokenizerKeys.Begin, Begin), (TokenizerKeys.End, End), (TokenizerKeys.EndOfTurn, EndOfTurn),
            (TokenizerKeys.EndOfMessage, EndOfMessage), (TokenizerKeys.Unknown, Unknown), (TokenizerKeys.Padding, Padding),
        }.Where(pair => pair.Item2 != null).Select(pair => KeyValuePair.Create(pair.Item1, (object)(uint)pair.Item2!.Value));

        private static int? Id(GgufFile file, string key, int tokens)
        {
            if (!file.Metadata.Contains(key)) return null;
            uint id = file.Metadata.RequiredUInt32(key);
            return id < tokens ? (int)id : throw new InvalidDataException(
                $"{file.FilePath}: expected {key} to be a token id below {tokens}, but found {id}. Take the file as it was published, or " +
                "convert the model again.");
        }
    }
}
