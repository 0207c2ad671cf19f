using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Trainer;
using Repartee.Training.Weights;

namespace Repartee.Samples.Cli.Info;

/// <summary>What an actor takes in each use, in bytes.</summary>
/// <param name="Precision">The type of the computation.</param>
/// <param name="LoraRank">The rank that was asked about.</param>
/// <param name="Play">Talk alone.</param>
/// <param name="Lora">Talk while adapters learn.</param>
/// <param name="Full">Talk while all weights learn.</param>
internal sealed record MemoryFacts(string Precision, int LoraRank, MemoryEstimate Play, MemoryEstimate Lora, MemoryEstimate Full)
{
    public static MemoryFacts Of(ActorConfig actor, AdapterConfig adapter, MemoryWorkload work) => new(
        work.Precision == Repartee.Sessions.Precision.Float32 ? "float32" : "bfloat16", adapter.Rank, MemoryEstimate.ForPlay(actor, work),
        MemoryEstimate.ForLora(actor, adapter, work), MemoryEstimate.ForFullTraining(actor, work));
}
