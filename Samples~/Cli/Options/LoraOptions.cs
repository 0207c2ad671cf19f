using System.CommandLine;
using System.Linq;
using Repartee.Sessions;
using Repartee.Training.Weights;

namespace Repartee.Samples.Cli.Options;

/// <summary>The shape of a fresh LoRA adapter; without a rank there is none.</summary>
internal sealed class LoraOptions
{
    private readonly Option<int?> rank;

    private readonly Option<double?> alpha = CheckedOption.Number(
        "--lora-alpha", "What the adapter's product is multiplied by, times the rank [default: the rank].");

    private readonly Option<string?> targets = CheckedOption.Text(
        "--lora-targets", "NAME,NAME", $"Projections that get an adapter [default: {string.Join(",", AdapterConfig.AllModules)}].");

    public LoraOptions(string purpose) => rank = CheckedOption.Whole<int>("--lora-rank", 1, 1024, purpose);

    public void AddTo(Command command)
    {
        command.Options.Add(rank);
        command.Options.Add(alpha);
        command.Options.Add(targets);
    }

    /// <summary>The adapter that is asked for, or null.</summary>
    public AdapterConfig? Read(ParseResult parsed)
    {
        if (parsed.GetValue(rank) is not int wanted)
        {
            string? alone = new Option[] { alpha, targets }.FirstOrDefault(parsed.Has)?.Name;
            return alone is null
                ? null
                : throw new UsageException($"{alone}: expected --lora-rank with it, but found no --lora-rank. Add --lora-rank N.");
        }

        var adapter = new AdapterConfig { Rank = wanted, Alpha = parsed.GetValue(alpha) ?? wanted };
        return parsed.GetValue(targets) is string names
            ? adapter with { TargetModules = names.Split(',').Select(name => name.Trim()).ToArray() }
            : adapter;
    }
}
