using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Prompting;

namespace Repartee.Samples.Cli.Generate;

/// <summary>An actor that continues texts, whatever it is made of.</summary>
internal interface ITalker : IDisposable
{
    /// <summary>Tokenizer and chat template.</summary>
    PromptEncoder Encoder { get; }

    /// <summary>Ids that end a reply.</summary>
    IReadOnlyList<int> StopTokens { get; }

    /// <summary>How its makers advise to sample.</summary>
    SamplingOptions Advice { get; }

    /// <summary>Continues a prompt. May compute on the caller's thread.</summary>
    /// <param name="onTokens">Receives fresh tokens while they are made, on the thread that computes.</param>
    Task<Continuation> GenerateAsync(
        IReadOnlyList<int> prompt, SamplingOptions sampling, ulong seed, Action<IReadOnlyList<int>> onTokens, CancellationToken stop);
}
