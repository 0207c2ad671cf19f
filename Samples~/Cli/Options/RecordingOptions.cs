using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Repartee.Samples.Cli.Rows;
using Repartee.Sessions.Recordings;

namespace Repartee.Samples.Cli.Options;

/// <summary>Which recordings to read.</summary>
internal sealed class RecordingOptions
{
    private readonly Option<string[]?> files = new("--recording")
    {
        HelpName = "FILE",
        Description = "A recording, as --record wrote it; once for each.",
        Arity = ArgumentArity.OneOrMore,
        Required = true,
    };

    public string Name => files.Name;

    public void AddTo(Command command) => command.Options.Add(files);

    public IReadOnlyList<Recording> Read(ParseResult parsed, TextWriter notes)
    {
        var read = parsed.GetValue(files)!.Select(Existing).Select(Recording.Read).ToList();
        foreach (var torn in read.Where(recording => recording.TornBytes > 0))
            notes.WriteLine($"{torn.Path}: the last {torn.TornBytes} bytes are no whole conversation and are left out.");
        if (read.Sum(recording => recording.Conversations.Count) == 0)
            throw new UsageException(
                $"{Name}: expected one conversation or more, but found none in {read[0].Path}. Name other recordings.");
        return read;
    }

    /// <summary>What each recorded reply answered, with its place.</summary>
    public static IEnumerable<DialogueRow> Answered(Recording recording) => recording.Conversations.SelectMany((talk, i) =>
        talk.Replies.Select(reply => new DialogueRow($"{Path.GetFileName(recording.Path)}, conversation {i + 1}", reply.Context.State)));

    /// <summary>Of all files in their order.</summary>
    public static string HashOf(IEnumerable<Recording> recordings) =>
        string.Join(" ", recordings.Select(recording => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(recording.Path)))));

    private string Existing(string file) => File.Exists(file)
        ? file
        : throw new UsageException($"{Name}: expected a recording, but found no file at {Path.GetFullPath(file)}. Check the path.");
}
