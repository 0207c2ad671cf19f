using System;
using System.IO;
using System.Text.Json;

namespace Repartee.Samples.Cli.Train;

/// <summary>
/// <c>heldout-before.json</c>: the evaluation of the run's start, for a resume, and what the run's config.json does not say: which
/// dialogues it is about, and the rules' details.
/// </summary>
/// <param name="source">The option that names the dialogues.</param>
internal sealed class EvaluationFile(string runFolder, string source, string dialoguesHash, string rules)
{
    private readonly string file = Path.Combine(runFolder, "heldout-before.json");

    /// <param name="before">Null without held-out rows.</param>
    public void Save(Evaluation? before)
    {
        var saved = new Saved(dialoguesHash, rules, before);
        File.WriteAllText(file + ".tmp", JsonSerializer.Serialize(saved, JsonSerializerOptions.Web) + "\n");
        File.Move(file + ".tmp", file, overwrite: true);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="UsageException">The file is missing or broken, or is of other dialogues.</exception>
    public Evaluation? Load()
    {
        var saved = Read();
        if (saved.Dialogues != dialoguesHash)
        {
            throw new UsageException(
                $"{source}: expected the dialogues that the run began with, but found others than in {file}. "
                + "Name that file and the same --validation, or start a new run.");
        }

        if (saved.Rules != rules)
        {
            throw new UsageException(
                $"--length, --required, --forbidden: expected {saved.Rules}, as the run began, but found {rules}. "
                + "Give the same, or start a new run.");
        }

        return saved.Before;
    }

    private Saved Read()
    {
        try
        {
            return JsonSerializer.Deserialize<Saved>(File.ReadAllBytes(file), JsonSerializerOptions.Web)
                ?? throw new JsonException("found null.");
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            throw new UsageException(
                $"{file}: expected the evaluation of the run's start, but {error.Message} Start a new run.", cause: error);
        }
    }

    private sealed record Saved(string Dialogues, string Rules, Evaluation? Before);
}
