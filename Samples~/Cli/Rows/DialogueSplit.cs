using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Repartee.Dialogue;

namespace Repartee.Samples.Cli.Rows;

/// <summary>Dialogues, parted into those to learn from and those that are only measured on.</summary>
/// <param name="Training">At least one.</param>
/// <param name="HeldOut">May be empty.</param>
/// <param name="Hash">Of both: another hash, another split.</param>
internal sealed record DialogueSplit(IReadOnlyList<DialogueRow> Training, IReadOnlyList<DialogueRow> HeldOut, string Hash)
{
    private const double UsualShare = 0.1;
    private const string Tag = "split";

    /// <summary>Rows tagged "heldout" are held out; without any such tags every 10th is.</summary>
    public static DialogueSplit ByTag(string file)
    {
        var rows = DialogueRow.Read(file);
        if (!rows.Any(row => row.State.Tags.ContainsKey(Tag)))
            return ByShare(file, UsualShare);
        var wrong = rows.FirstOrDefault(row => TagOf(row) is not (null or "train" or "heldout"));
        if (wrong != null)
            throw new UsageException($"{wrong.Place}: expected \"train\" or \"heldout\" as the tag \"{Tag}\", but found "
                + $"\"{TagOf(wrong)}\".");
        return Of(rows.ToLookup(row => TagOf(row) == "heldout"), file);
    }

    /// <summary>A share of the rows is held out, evenly spread; at least one where the share is not 0.</summary>
    public static DialogueSplit ByShare(string file, double share) => Of(
        DialogueRow.Read(file).Select((row, i) => (row, held: Math.Ceiling((i + 1) * share) > Math.Ceiling(i * share)))
            .ToLookup(row => row.held, row => row.row),
        file);

    /// <summary>All rows of the second file are held out.</summary>
    public static DialogueSplit ByFile(string file, string heldOut) => new(
        DialogueRow.Read(file), DialogueRow.Read(heldOut), HashOf(file) + HashOf(heldOut));

    /// <summary>The rows tagged "heldout"; without such tags all.</summary>
    public static IReadOnlyList<DialogueRow> HeldOutOf(string file)
    {
        var rows = DialogueRow.Read(file);
        var held = rows.Where(row => TagOf(row) == "heldout").ToList();
        return held.Count > 0 ? held : rows;
    }

    private static string? TagOf(DialogueRow row) => row.State.Tags.GetValueOrDefault(Tag);

    private static DialogueSplit Of(ILookup<bool, DialogueRow> parts, string file)
    {
        var training = parts[false].ToList();
        if (training.Count > 0)
            return new DialogueSplit(training, parts[true].ToList(), $"{HashOf(file)} {parts[true].Count()}");
        throw new UsageException(
            $"{Path.GetFileName(file)}: expected rows to learn from, but all {parts[true].Count()} are held out. Add rows, or a lower "
            + "--validation.");
    }

    private static string HashOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}

/// <summary>A dialogue and where it stands, for messages.</summary>
internal sealed record DialogueRow(string Place, DialogueState State)
{
    public static IReadOnlyList<DialogueRow> Read(string file) =>
        DialogueDataset.Read(file).Rows.Select((row, i) => new DialogueRow($"{Path.GetFileName(file)}, row {i + 1}", row)).ToList();
}
