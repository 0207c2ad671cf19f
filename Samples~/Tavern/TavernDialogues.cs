using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Repartee.Dialogue;
using Repartee.Training.Actor;

namespace Repartee.Samples.Tavern;

/// <summary>The dialogues of a run, parted into those to learn from and those that are only asked before and after.</summary>
internal sealed class TavernDialogues
{
    private const string Split = "split";

    private TavernDialogues(IReadOnlyList<DialogueState> training, IReadOnlyList<DialogueState> heldOut, string hash)
    {
        Training = training;
        HeldOut = heldOut;
        Hash = hash;
    }

    public IReadOnlyList<DialogueState> Training { get; }

    public IReadOnlyList<DialogueState> HeldOut { get; }

    /// <summary>SHA-256 of the file.</summary>
    public string Hash { get; }

    /// <summary>Reads a file and checks that its rows can be played.</summary>
    /// <exception cref="UsageException">A row can not be played, or one of the two parts is empty.</exception>
    public static TavernDialogues Read(string file, ActorFolder actor, int maxReplyTokens)
    {
        var rows = DialogueDataset.Read(file).Rows;
        for (int i = 0; i < rows.Count; i++)
            RequirePlayable(rows[i], $"{Path.GetFileName(file)}, row {i + 1}", actor, maxReplyTokens);
        bool tagged = rows.Any(row => row.Tags.ContainsKey(Split));
        var parts = rows.Select((row, i) => (row, heldOut: tagged ? row.Tags.GetValueOrDefault(Split) == "heldout" : i % 10 == 0))
            .ToLookup(part => part.heldOut, part => part.row);
        if (!parts.Contains(true) || !parts.Contains(false))
        {
            throw new UsageException(
                $"{Path.GetFileName(file)}: expected rows to learn from and rows to hold out, but all {rows.Count} are "
                + $"{(parts.Contains(true) ? "held out" : "to learn from")}. "
                + "Add rows, or tag some with \"split\": \"train\" and some with \"split\": \"heldout\".");
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        return new TavernDialogues(parts[false].ToList(), parts[true].ToList(), hash);
    }

    private static void RequirePlayable(DialogueState row, string place, ActorFolder actor, int maxReplyTokens)
    {
        string? lastRole = row.Messages.LastOrDefault()?.Role;
        if (row.RawContext is null && lastRole != DialogueRole.User)
        {
            throw new UsageException(
                $"{place}: expected messages that end with the user's, for the NPC to answer, but found {lastRole ?? "none"} last.");
        }

        if (row.Solutions.Count == 0)
        {
            throw new UsageException(
                $"{place}: expected a \"solution\", because rewards compare replies with it, but found none. "
                + "Add one, or an array of several.");
        }

        if (row.Tags.TryGetValue(Split, out string? split) && split is not ("train" or "heldout"))
            throw new UsageException($"{place}: expected \"train\" or \"heldout\" as the tag \"{Split}\", but found \"{split}\".");
        try
        {
            actor.Encoder.Encode(row, actor.Config.MaxPositions - maxReplyTokens);
        }
        catch (ArgumentException tooLong)
        {
            throw new UsageException($"{place}: {tooLong.Message}", tooLong);
        }
    }
}
