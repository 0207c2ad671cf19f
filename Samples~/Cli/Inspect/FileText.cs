using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Frozen.Model;
using Repartee.Samples.Cli.Display;

namespace Repartee.Samples.Cli.Inspect;

/// <summary>Facts for a person: a name and a value a line, then metadata and tensors. Nothing of the file reaches the terminal raw.</summary>
internal sealed class FileText(FileFacts facts)
{
    private const int NameWidth = 14;
    private const int MostKey = 48;
    private const int MostText = 60;

    public void WriteTo(TextWriter output)
    {
        foreach (var (name, value) in Lines())
            output.WriteLine(name.PadRight(NameWidth) + VisibleText.OneLine(value));
        output.WriteLine();
        output.WriteLine($"Metadata, {facts.Metadata.Count} keys");
        WriteTable(output, facts.Metadata.Select(value => new[] { Short(value.Key, MostKey), Type(value), Value(value) }));
        output.WriteLine();
        output.WriteLine($"Tensors, {facts.Tensors.Count}");
        WriteTable(output, facts.Tensors.Select(Row).Append(["total", "", $"{facts.Elements:N0} elements", ByteSize.Text(facts.TensorBytes)]));
    }

    private IEnumerable<(string Name, string Value)> Lines()
    {
        yield return ("File", $"{facts.File}, {ByteSize.Text(facts.Bytes)}, GGUF version {facts.Version}");
        yield return ("Architecture", facts.Architecture is string name ? Short(name, MostText) : "not said");
        if (facts.Actor is ActorFileFacts actor)
        {
            yield return ("Playable", "yes, by FrozenActor");
            yield return ("Shape", $"{actor.Layers} layers of {actor.HiddenSize:N0}, {actor.Heads} heads, {actor.KeyValueHeads} for keys and "
                + $"values, {actor.Context:N0} tokens of context");
            yield return ("Tokenizer", $"{actor.Tokenizer}, {actor.Tokens:N0} tokens");
            yield return ("Chat template", $"{actor.ChatTemplate}, replies end with {string.Join(", ", actor.StopTokens)}");
            yield return ("Sampling", Advice(actor.Sampling));
            foreach (var line in Origin(actor.Origin))
                yield return line;
        }
        else
        {
            yield return ("Playable", $"no: {facts.WhyNotPlayable}");
        }
    }

    private IEnumerable<(string Name, string Value)> Origin(FrozenActorInfo origin)
    {
        yield return ("Origin", Joined(
            "not said",
            ("", origin.Name), ("", origin.PolicyVersion is long updates ? $"{updates:N0} updates" : null), ("run ", origin.RunId),
            ("frozen by Repartee ", origin.ReparteeVersion)));
        if (origin.Rewards.Count > 0)
            yield return ("Rewards", string.Join(", ", origin.Rewards.Select(reward => $"{Short(reward.Key, MostText)} {reward.Value:F3}")));
        if (origin.ContentHash is string hash)
        {
            string state = facts.IsAsFrozen switch { true => "as they were frozen", false => "CHANGED since", null => "not verified" };
            yield return ("Weights", $"{state}, SHA-256 {Short(hash, 64)}");
        }
    }

    private static string Advice(FrozenSampling advice) => Joined(
        "no advice",
        ("temperature ", advice.Temperature), ("top-k ", advice.TopK), ("top-p ", advice.TopP),
        ("repetition penalty ", advice.RepetitionPenalty), ("tokens ", advice.MaxTokens));

    private static string Joined(string none, params (string Name, object? Value)[] parts)
    {
        var said = parts.Where(part => part.Value != null).Select(part => part.Name + Short($"{part.Value}", MostText)).ToList();
        return said.Count > 0 ? string.Join(", ", said) : none;
    }

    private static string[] Row(TensorFacts tensor) =>
        [Short(tensor.Name, 64), tensor.Type, $"[{string.Join(", ", tensor.Shape)}]", ByteSize.Text(tensor.Bytes)];

    private static string Type(MetadataFacts value) => value.Count is int count ? value.Type.Replace("[]", $"[{count}]") : value.Type;

    private static string Value(MetadataFacts value)
    {
        if (value.Value is not object[] items)
            return Single(value.Value);
        var shown = new List<string>();
        foreach (string item in items.Select(Single))
        {
            if (shown.Count > 0 && shown.Sum(text => text.Length + 2) + item.Length > MostText)
                break;
            shown.Add(item);
        }

        return string.Join(", ", shown) + (shown.Count < value.Count ? ", ..." : "");
    }

    private static string Single(object value) => value switch
    {
        string text => $"\"{Short(text, MostText)}\"",
        bool yes => yes ? "true" : "false",
        _ => $"{value}",
    };

    private static string Short(string text, int most)
    {
        int end = most < text.Length && char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        string shown = VisibleText.Of(text.Length <= most ? text : text[..end]).Replace("\n", "\\n").Replace("\t", "\\t");
        return text.Length <= most ? shown : $"{shown}... ({text.Length:N0} characters)";
    }

    /// <summary>Columns as wide as their widest cell, the last one as it is.</summary>
    private static void WriteTable(TextWriter output, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
            return;
        int[] widths = [.. Enumerable.Range(0, all.Max(row => row.Length)).Select(column => all.Max(row => row[column].Length))];
        foreach (string[] row in all)
            output.WriteLine("  " + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
