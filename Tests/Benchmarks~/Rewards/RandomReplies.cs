using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Dialogue;

namespace Repartee.Benchmarks.Rewards;

/// <summary>Replies of words at random, and dialogues that they answer.</summary>
internal sealed class RandomReplies(int characters, bool accented)
{
    private static readonly string[] Plain =
        ("the a to of and is in you it that for on my with at by ale stew road mill bread north gate wolves keeper bridge night traveller "
            + "coin host cold sit friend horse hay stranger fire ferryman").Split(' ');

    private static readonly string[] Accented =
        ("le la à où et est dans vous ça que pour déjà ma avec près chère bière ragoût forêt meunier pain été porte loups hôte l’auberge "
            + "nuit élève pièce l’âtre froid assieds-toi naïf cheval blé étranger cœur passeur").Split(' ');

    private ulong drawn;

    /// <summary>Words with punctuation, cut to the wanted length.</summary>
    public string Reply()
    {
        string[] words = accented ? Accented : Plain;
        string text = "";
        while (text.Length < characters)
        {
            string word = words[Draw(words.Length)];
            string end = Draw(8) == 0 ? ", " : Draw(12) == 0 ? ". " : " ";
            bool begins = text.Length == 0 || text.EndsWith(". ", StringComparison.Ordinal);
            text += (begins ? char.ToUpperInvariant(word[0]) + word[1..] : word) + end;
        }

        return text[..(characters - 1)].TrimEnd() + ".";
    }

    /// <summary>A dialogue with what the NPC said before, solutions, and words that are wanted and forbidden.</summary>
    public DialogueState State(int earlier, int solutions)
    {
        List<DialogueMessage> messages = [];
        for (int i = 0; i < earlier; i++)
        {
            messages.Add(DialogueMessage.FromUser(Guests.Lines[Draw(Guests.Lines.Count)]));
            messages.Add(DialogueMessage.FromAssistant(Reply()));
        }

        messages.Add(DialogueMessage.FromUser(Guests.Lines[0]));
        var tags = new Dictionary<string, string>
        {
            ["keywords"] = "wolves, north gate, bridge",
            ["forbidden"] = "assistant, language model, email",
        };
        return new DialogueState(Guests.Persona, messages, [.. Enumerable.Range(0, solutions).Select(_ => Reply())], tags);
    }

    private int Draw(int below) => (int)(CounterRandom.Uniform(3, drawn++) * below);
}
