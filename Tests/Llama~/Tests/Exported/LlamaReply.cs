using System;
using System.Collections.Generic;

namespace Repartee.Llama.Tests.Exported;

/// <summary>What llama.cpp answers.</summary>
internal static class LlamaReply
{
    /// <summary>The likeliest tokens after a prompt, and the log-probability of each.</summary>
    public static (List<int> Tokens, List<double> LogProbs) Greedy(LlamaContext context, int[] prompt, int count)
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
            if (tokens.Count == count) return (tokens, logProbs);
            context.Decode([best]);
        }
    }

    private static double LogProb(ReadOnlySpan<float> logits, int token)
    {
        double sum = 0;
        foreach (float logit in logits) sum += Math.Exp(logit - (double)logits[token]);
        return -Math.Log(sum);
    }
}
