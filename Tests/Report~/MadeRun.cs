using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace Repartee.Report.Tests;

/// <summary>A run folder as training writes it, without training.</summary>
internal sealed class MadeRun : IDisposable
{
    public const string Attack = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";

    private static readonly string[] Terms = ["finished", "good_length", "near_solution", "no_repetition", "on_topic"];

    private readonly string parent = Directory.CreateTempSubdirectory("repartee-report-").FullName;

    public MadeRun(string name = "tavern-7")
    {
        Folder = Path.Combine(parent, name);
        Directory.CreateDirectory(Folder);
    }

    public string Folder { get; }

    public string Page => Path.Combine(Folder, "report.html");

    public void Dispose() => Directory.Delete(parent, recursive: true);

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text, new UTF8Encoding(false));

    public MadeRun WithSettings()
    {
        Write("config.json", JsonSerializer.Serialize(new
        {
            runId = "0123456789abcdef0123456789abcdef",
            actor = "/somewhere/private/Actor",
            seed = 7,
            rewards = Terms.ToDictionary(term => term, _ => 0.2),
            sampling = new { temperature = 0.7, maxTokens = 32 },
            ppo = new { learningRate = 3e-5, bufferSize = 64, klCoefficient = 0.05 },
        }));
        Write("machine.json", """{"os":"Linux 6.1","cpus":2,"device":"cpu","libtorch":"2.10.0","dotnet":".NET 10.0.1","peakMemoryMb":512.5}""");
        return this;
    }

    public MadeRun WithMetrics(int updates)
    {
        var text = new StringBuilder();
        for (int update = 1; update <= updates; update++)
            text.Append(JsonSerializer.Serialize(Metrics(update, update / (double)updates))).Append('\n');
        Write("metrics.jsonl", text.ToString());
        return this;
    }

    public MadeRun WithEvaluations(int rows, int update, string player = "Any rooms left?", string reply = "One room left. Four coppers.")
    {
        var lines = new[] { (Update: 0, Text: "Rooms? Ask elsewhere."), (Update: update, Text: reply) }
            .SelectMany(when => Enumerable.Range(0, rows).Select(row => JsonSerializer.Serialize(new
            {
                update = when.Update,
                row,
                persona = "You are Marta, innkeeper of the Gilded Boar.",
                player,
                reply = when.Text,
                total = when.Update == 0 ? 0.25 : 0.75,
                terms = Terms.ToDictionary(term => term, _ => when.Update == 0 ? 0.25 : 0.75),
            })));
        Write("evaluations.jsonl", string.Concat(lines.Select(line => line + "\n")));
        return this;
    }

    private static SortedDictionary<string, double> Metrics(int update, double done)
    {
        double noise = 0.04 * Math.Sin(update * 12.9898) * Math.Cos(update * 78.233);
        var line = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["update"] = update,
            ["episodes"] = 64 * update,
            ["tokens"] = 700 * update,
            ["seconds"] = 2.5,
            ["objective/scores"] = 0.4 + 0.5 * done + noise,
            ["objective/kl"] = 3 * done + noise,
            ["policy/entropy_avg"] = 1.2 - 0.9 * done + noise,
            ["val/explained_variance"] = -0.2 + 0.9 * done + noise,
            ["loss/value_avg"] = 0.05 * (1 - 0.8 * done) + 0.05 * Math.Abs(noise),
            ["policy/approxkl_avg"] = 0.004 + 0.05 * Math.Abs(noise),
            ["policy/clipfrac_avg"] = 0.06 + noise,
            ["tokens_per_second"] = 250 + 500 * noise,
            ["rollout/truncated_rate"] = Math.Max(0, 0.2 - 0.3 * done),
            ["rollout/response_length_mean"] = 14 - 3 * done + 10 * noise,
            ["val/ratio_first"] = 1,
            ["policy/skipped_steps"] = 0,
        };
        for (int term = 0; term < Terms.Length; term++)
            line["reward/" + Terms[term]] = Math.Clamp(0.95 - 0.15 * term * (1 - done) + noise, 0, 1);
        return line;
    }
}
