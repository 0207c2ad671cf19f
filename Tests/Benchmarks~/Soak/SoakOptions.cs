using System;
using Repartee.Sessions;
using Repartee.Training.Native;

namespace Repartee.Benchmarks.Soak;

/// <param name="Actor">Folder of the actor.</param>
/// <param name="Duration">How long to play.</param>
/// <param name="Threads">CPU threads of each worker.</param>
/// <param name="Device">Where to compute.</param>
/// <param name="LoraRank">Rank of the adapters, which learn with gradient checkpointing; 0: all weights learn.</param>
internal sealed record SoakOptions(string Actor, TimeSpan Duration, int Threads, DeviceChoice Device, int LoraRank = 0);
