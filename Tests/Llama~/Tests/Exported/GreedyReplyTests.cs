using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Training.Actor;

namespace Repartee.Llama.Tests.Exported;

/// <summary>llama.cpp answers from the exported F32 file what the actor answers in libtorch.</summary>
[TestFixtureSource(typeof(ExportedActor), nameof(ExportedActor.Names))]
public sealed class GreedyReplyTests(string name)
{
    private const int Reply = 64;
    private const double Tolerance = 1e-4;
    private GenerationJob[] ours = null!;
    private LlamaReply[] theirs = null!;

    [OneTimeSetUp]
    public void AnswerAllPrompts()
    {
        using var actor = new ExportedActor(name);
        using LlamaContext context = actor.NewContext();
        SamplingOptions sampling = SamplingOptions.Greedy with { MaxTokens = Reply };
        ours = [.. actor.Prompts().Select(prompt => new GenerationJob(prompt, sampling, seed: 1))];
        new BatchGenerator(actor.Network, [], padToken: 0).Run(actor.Weights, ours, () => false);
        theirs = [.. ours.Select(job => LlamaReply.Greedy(context, job.Prompt, Reply))];
    }

    [Test]
    public void EveryReplyIsTheSame() => Assert.Multiple(() =>
    {
        Assert.That(ours, Has.Length.EqualTo(20));
        for (int i = 0; i < ours.Length; i++)
            Assert.That(theirs[i].Tokens, Is.EqualTo(ours[i].Tokens), $"after {string.Join(' ', ours[i].Prompt)}");
    });

    [Test]
    public void EveryTokenHasTheSameLogProb()
    {
        double gap = ours.Zip(theirs, (our, their) => their.Gap(our.LogProbs)).Max();
        TestContext.Out.WriteLine($"{name}: largest difference of log-probs {gap:0.0e+0}");
        Assert.That(gap, Is.LessThan(Tolerance));
    }
}
