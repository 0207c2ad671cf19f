using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Dialogue;
using Repartee.Samples.PlaySession.Scene;
using Repartee.Samples.Tavern;

namespace Repartee.Samples.PlaySession.Play;

/// <summary>Who is in the tavern, and what guests say to them: the rows of a set of dialogues.</summary>
internal sealed class Cast
{
    private const string Split = "split", TrainingPart = "train", Start = "You are ";

    private static readonly (string Name, string Title)[] Known =
    [
        ("Maud", "innkeeper"), ("Rowena", "bard"), ("Conrad", "guard captain"), ("Mirabel", "wizard"),
    ];

    private Cast(IReadOnlyList<CastMember> members, IReadOnlyList<DialogueState> others)
    {
        Members = members;
        Others = others;
    }

    /// <summary>Those who can be seen, from left to right.</summary>
    public IReadOnlyList<CastMember> Members { get; }

    /// <summary>What is said at the back tables: all rows.</summary>
    public IReadOnlyList<DialogueState> Others { get; }

    /// <summary>Deals the rows: each member gets those with its name, and where there are none, every fourth.</summary>
    /// <exception cref="UsageException">There are too few rows.</exception>
    public static Cast Of(IReadOnlyList<DialogueState> all, string file)
    {
        var rows = all.Where(row => row.Messages.LastOrDefault()?.Role == DialogueRole.User)
            .Where(row => row.Tags.GetValueOrDefault(Split, TrainingPart) == TrainingPart).ToList();
        if (rows.Count < Stage.Figures)
        {
            throw new UsageException(
                $"{file}: expected {Stage.Figures} rows or more that end with the user's message, and are not held out, but found "
                + $"{rows.Count}. Add rows.");
        }

        return new Cast(Enumerable.Range(0, Stage.Figures).Select(i => Member(rows, i)).ToList(), rows);
    }

    private static CastMember Member(IReadOnlyList<DialogueState> rows, int index)
    {
        var (name, title) = Known[index];
        var own = rows.Where(row => row.Persona.StartsWith(Start + name, StringComparison.Ordinal)).ToList();
        if (own.Count > 0)
            return new CastMember(name, title, own);
        own = rows.Where((_, i) => i % Stage.Figures == index).ToList();
        return new CastMember(NameIn(own[0].Persona) ?? name, "guest", own.Where(row => row.Persona == own[0].Persona).ToList());
    }

    private static string? NameIn(string persona)
    {
        string rest = persona.StartsWith(Start, StringComparison.Ordinal) ? persona[Start.Length..] : persona;
        string word = new(rest.TakeWhile(char.IsLetter).Take(14).ToArray());
        return word.Length > 1 ? word : null;
    }
}

/// <summary>One who can be seen.</summary>
/// <param name="Rows">Personas of this one with a guest's line; one or more.</param>
internal sealed record CastMember(string Name, string Title, IReadOnlyList<DialogueState> Rows);
