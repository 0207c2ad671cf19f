using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;

namespace Repartee.Llama.Tests.Exported;

/// <summary>llama.cpp answers from the exported F32 file what the actor answers in libtorch.</summary>
[TestFixtureSource(typeof(ExportedActor), nameof(ExportedActor.Names))]
public sealed class GreedyReplyTests(string name)
{
    private const int Prompts = 12, Reply = 64;
    private const double Tolerance = 1e-4;
    private ExportedActor actor = null!;
    private LlamaContext context = null!;
    private GenerationJob[] ours = null!;

    [OneTimeSetUp]
    public void Load()
    {
        actor = new ExportedActor(name);
        context = actor.NewContext();
        SamplingOptions sampling = SamplingOptions.Greedy with { MaxTokens = Reply };
        ours = [.. PromptsOf(actor).Select(prompt => new GenerationJob(prompt, sampling, seed: 1))];
        new BatchGenerator(actor.Network, [], padToken: 0).Run(actor.Weights, ours, () => false);
    }

    [OneTimeTearDown]
    public void Free()
    {
        context?.Dispose();
        actor?.Dispose();
    }

    [Test]
    public void EveryReplyIsTheSame() => Assert.Multiple(() =>
    {
        foreach (GenerationJob job in ours)
            Assert.That(LlamaReply.Greedy(context, job.Prompt, Reply).Tokens, Is.EqualTo(job.Tokens), $"after {string.Join(' ', job.Prompt)}");
    });

    [Test]
    public void EveryTokenHasTheSameLogProb()
    {
        double gap = ours.Max(job => LlamaReply.Greedy(context, job.Prompt, Reply).LogProbs.Zip(job.LogProbs, (a, b) => Math.Abs(a - b)).Max());
        TestContext.Out.WriteLine($"{name}: largest difference of log-probs {gap:0.0e+0}");
        Assert.That(gap, Is.LessThan(Tolerance));
    }

    // Texts of different lengths, each as the player's line behind a persona would be: a list of ids.
    private static IEnumerable<int[]> PromptsOf(ExportedActor actor) => ExportedActor.Texts
        .Select(actor.Folder.Encoder.Tokenizer.Encode).Where(ids => ids.Length is >= 2 and <= 200)
        .OrderBy(ids => ids.Length).Where((_, i) => i % 25 == 0).Take(Prompts);
}
