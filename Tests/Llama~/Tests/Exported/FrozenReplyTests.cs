using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Frozen;
using Repartee.Frozen.Gguf;

namespace Repartee.Llama.Tests.Exported;

/// <summary>llama.cpp and the frozen actor answer the same from one file.</summary>
[TestFixtureSource(typeof(ExportedActor), nameof(ExportedActor.Names))]
public sealed class FrozenReplyTests(string name)
{
    private const int Reply = 64;

    [Test]
    public async Task F32RepliesAreTheSame()
    {
        using var actor = new ExportedActor(name);
        using LlamaContext context = actor.NewContext();
        Continuation[] ours = await Answers(actor);
        LlamaReply[] theirs = [.. ours.Select(our => LlamaReply.Greedy(context, [.. our.PromptIds], our.Ids.Count))];
        double gap = ours.Zip(theirs, (our, their) => their.Gap(our.LogProbs)).Max();
        TestContext.Out.WriteLine($"{name}: largest difference of log-probs {gap:0.0e+0} over {ours.Sum(our => our.Ids.Count)} tokens");
        Assert.That(theirs.Select(their => their.Tokens), Is.EqualTo(ours.Select(our => our.Ids)));
        Assert.That(gap, Is.LessThan(1e-4));
    }

    // Both round activations as they multiply with small weights, each in its own way.
    [TestCase(GgufType.F16, 0.002)]
    [TestCase(GgufType.Q8_0, 0.06)]
    public async Task SmallerTypesThinkTheSameOfAReplyWithin(GgufType type, double tolerance)
    {
        using var actor = new ExportedActor(name, type);
        using LlamaContext context = actor.NewContext();
        Continuation[] ours = await Answers(actor);
        double[] gaps = [.. ours.SelectMany(our => LlamaReply.Read(context, [.. our.PromptIds], our.Ids).Gaps(our.LogProbs))];
        double root = Math.Sqrt(gaps.Average(gap => gap * gap));
        TestContext.Out.WriteLine(
            $"{name} {type}: differences of log-probs {root:0.0e+0} (root mean square), {gaps.Max():0.0e+0} (largest)");
        Assert.That(root, Is.LessThan(tolerance));
    }

    private static async Task<Continuation[]> Answers(ExportedActor actor)
    {
        using var frozen = FrozenActor.Load(actor.File, new FrozenActorOptions { Threads = 1 });
        List<Continuation> answers = [];
        foreach (int[] prompt in actor.Prompts())
            answers.Add(await frozen.GenerateAsync(prompt, SamplingOptions.Greedy with { MaxTokens = Reply }));
        return [.. answers];
    }
}
