using System;
using System.Collections.Generic;
using Repartee.Conversation;

namespace Repartee.Benchmarks.Generation;

/// <summary>One way to make replies.</summary>
internal interface ISpeaker : IDisposable
{
    /// <summary>Answers requests that come at once.</summary>
    void Answer(IReadOnlyList<GenerationJob> jobs);
}
