#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Dialogue;
using Repartee.Prompting;
using Repartee.Training.Actor;

namespace Repartee.Training.Supervised
{
    /// <summary>Turns dialogues into token rows whose chosen tokens are the NPC's lines and their stop tokens; all else is context.</summary>
    internal static class DialogueRows
    {
        /// <summary>
        /// A dialogue with assistant messages gives one row; one that ends with the player's line gives a row for each solution. Rows longer
        /// than the context are left out.
        /// </summary>
        internal static IEnumerable<TokenRow> Encode(DialogueState dialogue, PromptEncoder encoder, int contextLength)
        {
            bool isAnswered = dialogue.RawContext is null && dialogue.Messages.LastOrDefault()?.Role == DialogueRole.Assistant;
            if (dialogue.Solutions.Count == 0 || isAnswered)
                return Fitting(new[] { Lines(dialogue, encoder) }, contextLength);
            return Fitting(dialogue.Solutions.Select(solution => Solved(dialogue, solution, encoder)), contextLength);
        }

        private static IEnumerable<TokenRow> Fitting(IEnumerable<TokenRow> rows, int contextLength) =>
            rows.Where(row => row.Chosen.Length > 0 && row.Tokens.Length <= contextLength);

        private static TokenRow Solved(DialogueState dialogue, string solution, PromptEncoder encoder)
        {
            var prompt = encoder.Encode(dialogue).Ids.ToArray();
            var reply = encoder.EncodeReply(solution);
            return new TokenRow(prompt.Concat(reply).ToArray(), Enumerable.Range(prompt.Length, reply.Length).ToArray());
        }

        private static TokenRow Lines(DialogueState dialogue, PromptEncoder encoder)
        {
            var tokens = new List<int>();
            var chosen = new List<int>();
            var state = DialogueState.Begin(dialogue.Persona);
            foreach (var message in dialogue.Messages)
            {
                if (message.Role == DialogueRole.Assistant)
                {
                    var reply = encoder.EncodeReply(message.Content);
                    if (tokens.Count == 0)
                        tokens.AddRange(encoder.Encode(state).Ids.ToArray());
                    chosen.AddRange(Enumerable.Range(tokens.Count, reply.Length));
                    tokens.AddRange(reply);
                }
                else if (tokens.Count == 0)
                {
                    state = state.With(message);
                }
                else
                {
                    tokens.AddRange(encoder.EncodeFollowUp(message));
                }
            }

            return new TokenRow(tokens.ToArray(), chosen.ToArray());
        }
    }
}
