using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Frozen.Gguf;

namespace Repartee.Llama.Tests.Exported;

/// <summary>llama.cpp reads the tavern's actor as F16 and Q8_0, and thinks of what it says in F32 nearly the same.</summary>
public sealed class SmallerTypesTests
{
    private static readonly string[] Lines =
    [
        "Do you have a room for the night?", "What is there to eat?", "Who is the man by the fire?", "I hear wolves on the north road.",
    ];

    [TestCase(GgufType.F16, 0.01)]
    [TestCase(GgufType.Q8_0, 0.25)]
    public void LogProbsAreThoseOfF32Within(GgufType type, double tolerance)
    {
        using var exact = new ExportedActor("tavern");
        using LlamaContext context = exact.NewContext();
        using var smaller = new ExportedActor("tavern", type);
        using LlamaContext smallerContext = smaller.NewContext();
        double gap = 0, loss = 0, smallerLoss = 0;
        foreach (string line in Lines)
        {
            DialogueState guest = DialogueState.Begin("You are Mara, innkeeper.").With(DialogueMessage.FromUser(line));
            int[] prompt = exact.Folder.Encoder.Encode(guest).Ids.ToArray();
            LlamaReply reply = LlamaReply.Greedy(context, prompt, 48);
            LlamaReply again = LlamaReply.Read(smallerContext, prompt, reply.Tokens);
            gap = Math.Max(gap, again.Gap([.. reply.LogProbs.Select(logProb => (float)logProb)]));
            loss += reply.Loss / Lines.Length;
            smallerLoss += again.Loss / Lines.Length;
        }

        TestContext.Out.WriteLine($"{type}: largest difference of log-probs {gap:0.0e+0}, loss {loss:0.0000} and {smallerLoss:0.0000}");
        Assert.That(gap, Is.LessThan(tolerance));
    }
}
