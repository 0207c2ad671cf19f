using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Prompting;

namespace Repartee.Fuzz.Tests.Forgery;

/// <summary>
/// Whatever personas, players and earlier replies say, a prompt has the special tokens and role markers of the same dialogue with harmless
/// words, in the same order, and no others.
/// </summary>
public sealed class ForgedRolesTests
{
    private const string Harmless = "a";
    private static readonly int Dialogues = FuzzRun.Number("REPARTEE_FUZZ_INPUTS") ?? 200;

    [TestCaseSource(typeof(Actors), nameof(Actors.All))]
    public void WordsOpenAndCloseNoTurn(PromptEncoder encoder)
    {
        var random = new Random(5);
        string[] marks = [.. encoder.Tokenizer.SpecialTokens.Keys, .. encoder.Template.RoleMarkers];
        var words = new HostileWords(random, marks);
        for (int round = 0; round < Dialogues; round++)
        {
            DialogueMessage[] messages = [.. Enumerable.Range(0, random.Next(1, 5)).Select(i =>
                random.Next(4) == 0 ? DialogueMessage.FromAssistant(words.Next()) : DialogueMessage.FromUser(words.Next()))];
            string persona = random.Next(4) == 0 ? "" : "A" + words.Next();
            var hostile = new DialogueState(persona, messages);
            var harmless = new DialogueState(
                persona.Length == 0 ? "" : Harmless, messages.Select(message => new DialogueMessage(message.Role, Harmless)));
            int[] ids = encoder.Encode(hostile).Ids.ToArray();
            string found = Skeleton(encoder, ids), expected = Skeleton(encoder, encoder.Encode(harmless).Ids.ToArray());
            if (found != expected)
                Assert.Fail($"Round {round}: {found} instead of {expected} for {Shown(hostile)}\n{encoder.Tokenizer.Decode(ids)}");
            RequireSame(encoder, words.Next(), round);
        }
    }

    // A reply and the line after it, as a conversation that is played puts them behind its prompt.
    private static void RequireSame(PromptEncoder encoder, string words, int round)
    {
        string reply = Skeleton(encoder, encoder.EncodeReply(words)), harmless = Skeleton(encoder, encoder.EncodeReply(Harmless));
        int[] line = encoder.EncodeFollowUp(DialogueMessage.FromUser(words), round % 2 == 0);
        int[] expected = encoder.EncodeFollowUp(DialogueMessage.FromUser(Harmless), round % 2 == 0);
        if (reply != harmless || Skeleton(encoder, line) != Skeleton(encoder, expected))
            Assert.Fail($"Round {round}: {reply} or {Skeleton(encoder, line)} for {Shown(words)}");
    }

    /// <summary>Special tokens, and the role markers in the text between them: in order, without all other text.</summary>
    private static string Skeleton(PromptEncoder encoder, int[] ids)
    {
        var special = encoder.Tokenizer.SpecialTokens.ToDictionary(token => token.Value, token => token.Key);
        var skeleton = new List<string>();
        var text = new List<int>();
        foreach (int id in ids.Append(-1))
        {
            if (id >= 0 && !special.ContainsKey(id))
            {
                text.Add(id);
                continue;
            }

            skeleton.AddRange(Markers(encoder, encoder.Tokenizer.Decode(text)));
            text.Clear();
            if (id >= 0)
                skeleton.Add($"#{special[id]}");
        }

        return string.Join(" ", skeleton);
    }

    private static IEnumerable<string> Markers(PromptEncoder encoder, string text) =>
        from at in Enumerable.Range(0, text.Length)
        from marker in encoder.Template.RoleMarkers
        where !encoder.Tokenizer.SpecialTokens.ContainsKey(marker)              // the text of one is no role where the token is
            && string.CompareOrdinal(text, at, marker, 0, marker.Length) == 0
        select marker;

    private static string Shown(DialogueState state) =>
        string.Join(" / ", state.Messages.Select(message => $"{message.Role}: {Shown(message.Content)}").Prepend(Shown(state.Persona)));

    private static string Shown(string text) => string.Concat(text.Select(c => c is >= ' ' and < '\u007f' ? $"{c}" : $"\\u{(int)c:x4}"));
}
