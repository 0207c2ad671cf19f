using System.CommandLine;
using System.IO;
using Repartee.Frozen;

namespace Repartee.Samples.Cli.Options;

/// <summary>How a frozen actor is played, and checks of where it is.</summary>
internal sealed class FrozenOptions
{
    private readonly Option<int?> threads = CheckedOption.Whole<int>(
        "--threads", 1, 64, "CPU threads of a frozen actor [default: half the processors, at most 4].");

    public void AddTo(Command command) => command.Options.Add(threads);

    public bool AreIn(ParseResult parsed) => parsed.Has(threads);

    /// <param name="template">Name of a chat template instead of the file's; null for that.</param>
    /// <param name="seed">Decides the draws of conversations.</param>
    public FrozenActorOptions Read(ParseResult parsed, string? template, ulong seed) => new()
    {
        Threads = parsed.GetValue(threads) ?? 0,
        ChatTemplate = template,
        Seed = seed,
    };

    /// <summary>The argument that names a file.</summary>
    public static Argument<string> Argument(string description) => new("FILE") { HelpName = "FILE", Description = description };

    /// <summary>Full path of a file that is there.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public static string Existing(string name, string path)
    {
        string full = Path.GetFullPath(path);
        if (File.Exists(full))
            return full;
        throw new UsageException(Directory.Exists(full)
            ? $"{name}: expected a frozen actor's file, but found the folder {full}. Freeze it first: repartee freeze --actor {path} --out "
                + "actor.gguf"
            : $"{name}: expected a frozen actor's file, but found none at {full}. Check the path.");
    }
}
