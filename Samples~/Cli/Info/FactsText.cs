using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Samples.Cli.Display;
using Repartee.Sessions;
using Repartee.Training.Trainer;
using Repartee.Training.Weights;

namespace Repartee.Samples.Cli.Info;

/// <summary>Facts for a person: a name and a value a line, then the table of memory.</summary>
internal sealed class FactsText(ActorFacts facts, MemoryWorkload work)
{
    private const int NameWidth = 14;

    public void WriteTo(TextWriter output)
    {
        foreach (var (name, value) in Lines())
            output.WriteLine($"{name.PadRight(NameWidth)}{value}");
        output.WriteLine();
        string kept = work.GradientCheckpointing ? "checkpointing" : "no checkpointing";
        output.WriteLine(
            $"Memory in {facts.Memory.Precision}: {work.Replies} replies at once, {work.MicroBatch} rows a learning pass, "
            + $"{System.Math.Min(work.Tokens, facts.Context)} tokens each, {kept}");
        foreach (string line in MemoryTable())
            output.WriteLine(line);
        output.WriteLine("An estimate: libtorch and the driver take about 0.5 GB of a GPU besides, and the allocator some 10 %.");
    }

    private IEnumerable<(string Name, string Value)> Lines()
    {
        yield return ("Actor", facts.Folder);
        yield return ("Architecture", facts.Architecture + Features());
        yield return ("Parameters", $"{facts.Parameters:N0}");
        yield return ("Layers", $"{facts.Layers} of {facts.HiddenSize}, SwiGLU {facts.IntermediateSize}");
        yield return ("Heads", $"{facts.Heads} of {facts.HeadDim}, {facts.KeyValueHeads} for keys and values");
        yield return ("Context", $"{facts.Context:N0} tokens, rope theta {facts.RopeTheta}{Scaling()}");
        foreach (var file in facts.Files)
            yield return ("Weights", $"{file.Name}, {string.Join(" and ", file.Types)}, {ByteSize.Text(file.Bytes)}");
        yield return ("Tokenizer", $"{facts.Tokenizer.Kind}, {facts.Tokenizer.Tokens:N0} tokens, {facts.Tokenizer.SpecialTokens} of them "
            + "special");
        yield return ("Chat template", facts.ChatTemplate);
        yield return ("Stop tokens", string.Join(", ", facts.StopTokens.Select(token => $"{token.Text} ({token.Id})")));
        yield return ("Sampling", Advice());
        if (facts.Adapter is AdapterFacts adapter)
        {
            yield return ("Adapter", adapter.Folder);
            yield return ("", $"LoRA rank {adapter.Rank}, scale {adapter.Scale:0.###}{(adapter.RsLora ? " (rsLoRA)" : "")}, "
                + string.Join(" ", adapter.Targets));
        }
    }

    private string Features() => string.Concat(
        new[] { (facts.QkvBias, "q/k/v biases"), (facts.QkNorm, "q/k norms"), (facts.TiedEmbeddings, "tied embeddings") }
            .Where(feature => feature.Item1).Select(feature => ", " + feature.Item2));

    private string Scaling() => facts.RopeScaling is Llama3RopeScaling scaling
        ? $", llama3 scaling by {scaling.Factor} from {scaling.OriginalMaxPositions:N0}"
        : "";

    private string Advice()
    {
        var advice = facts.Generation;
        var parts = new List<string>();
        if (advice.DoSample == false)
            parts.Add("likeliest token");
        if (advice.Temperature is double temperature)
            parts.Add($"temperature {temperature}");
        if (advice.TopK is int topK)
            parts.Add($"top-k {topK}");
        if (advice.TopP is double topP)
            parts.Add($"top-p {topP}");
        if (advice.RepetitionPenalty is double penalty)
            parts.Add($"repetition penalty {penalty}");
        return parts.Count > 0 ? string.Join(", ", parts) : "no advice";
    }

    private IEnumerable<string> MemoryTable()
    {
        var memory = facts.Memory;
        string[] names = ["", "weights", "learnt", "published", "reference", "cache", "activations", "logits", "total"];
        yield return string.Concat(names.Select((name, i) => i == 0 ? name.PadRight(NameWidth) : name.PadLeft(12)));
        yield return Row("play", memory.Play);
        yield return Row($"LoRA rank {memory.LoraRank}", memory.Lora);
        yield return Row("full", memory.Full);
    }

    private static string Row(string name, MemoryEstimate of) => name.PadRight(NameWidth) + string.Concat(
        new[] { of.Weights, of.Learnt, of.Published, of.Reference, of.Cache, of.Activations, of.Logits, of.Total }
            .Select(bytes => ByteSize.Text(bytes).PadLeft(12)));
}
