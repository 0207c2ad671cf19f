using System;
using Repartee.Sessions;

namespace Repartee.Benchmarks.Load;

/// <param name="Actor">Folder of the actor.</param>
/// <param name="Npcs">NPCs that talk at once.</param>
/// <param name="Duration">How long.</param>
/// <param name="Deadline">Of each reply; then the NPC says its fallback.</param>
/// <param name="Threads">CPU threads of each worker.</param>
/// <param name="Device">Where to compute.</param>
internal sealed record LoadOptions(string Actor, int Npcs, TimeSpan Duration, TimeSpan Deadline, int Threads, DeviceChoice Device)
{
    /// <summary>Replies made at a time: a quarter of the NPCs, so that most of them wait.</summary>
    public int MaxBatch => Math.Max(1, Npcs / 4);

    /// <summary>Replies that may wait: fewer than there are NPCs left, so that some are refused.</summary>
    public int MaxWaiting => Math.Max(1, Npcs / 2);

    /// <summary>Conversations that may wait for the trainer.</summary>
    public int QueueCapacity => 64;
}
