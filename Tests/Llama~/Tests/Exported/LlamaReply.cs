using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Llama.Tests.Exported;

/// <summary>What llama.cpp answers: ids, and the log-probability of each.</summary>
internal sealed record LlamaReply(IReadOnlyList<int> Tokens, IReadOnlyList<double> LogProbs)
{
    /// <summary>The likeliest tokens after a prompt.</summary>
    public static LlamaReply Greedy(LlamaContext context, int[] prompt, int count)
    {
        context.Clear();
        context.Decode(prompt);
        List<int> tokens = [];
        List<double> logProbs = [];
        while (true)
        {
            ReadOnlySpan<float> logits = context.Logits();
            int best = 0;
            for (int i = 1; i < logits.Length; i++)
                if (logits[i] > logits[best]) best = i;
            tokens.Add(best);
            logProbs.Add(LogProb(logits, best));
            if (tokens.Count == count) return new LlamaReply(tokens, logProbs);
            context.Decode([best]);
        }
    }

    /// <summary>The log-probability of each token of a reply that is given.</summary>
    public static LlamaReply Read(LlamaContext context, int[] prompt, IReadOnlyList<int> reply)
    {
        context.Clear();
        context.Decode([.. prompt, .. reply], allLogits: true);
        return new LlamaReply(reply, [.. reply.Select((token, i) => LogProb(context.Logits(prompt.Length - 1 + i), token))]);
    }

    /// <summary>The largest difference to other log-probabilities of the same tokens; infinite where a number is none.</summary>
    public double Gap(IReadOnlyList<float> others) => Gaps(others).Max();

    /// <summary>The difference to each.</summary>
    public IEnumerable<double> Gaps(IReadOnlyList<float> others) =>
        LogProbs.Zip(others, (a, b) => Math.Abs(a - b)).Select(gap => double.IsNaN(gap) ? double.PositiveInfinity : gap);

    /// <summary>The mean of minus the log-probabilities, in nats a token.</summary>
    public double Loss => -LogProbs.Average();

    private static double LogProb(ReadOnlySpan<float> logits, int token)
    {
        double sum = 0;
        foreach (float logit in logits) sum += Math.Exp(logit - (double)logits[token]);
        return -Math.Log(sum);
    }
}
