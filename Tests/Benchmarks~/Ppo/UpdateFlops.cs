using System.Collections.Generic;
using System.Linq;
using Repartee.Benchmarks.Actors;
using Repartee.Training.Actor;

namespace Repartee.Benchmarks.Ppo;

/// <summary>
/// Floating-point operations that an update's model needs after generation, whatever the program really does: with N parameters of the
/// backbone, H = vocabulary x hidden size of the output head, T tokens of all episodes, R tokens of replies, and E epochs,
/// <code>
/// all weights learn: E (6 N T + 6 H R)  [forward 2, backward 2 to activations and 2 to weights]
///                    + 2 scoring passes (2 N T + 2 H R)                                          [actor with its critic, reference]
/// LoRA:              E (4 N T + 4 H R) for the actor + E (4 N T) for the critic  [forward 2, backward 2 to activations]
///                    + 2 scoring passes (2 N T + 2 H R) + 1 of the critic (2 N T)
/// </code>
/// Not counted: attention's products of queries with keys, adapters, the value head, padding, layers that checkpointing computes again.
/// </summary>
internal static class UpdateFlops
{
    public static double Count(ActorNetwork network, bool lora, int epochs, IReadOnlyList<RequestLength> lengths)
    {
        var layout = network.Layout.Parameters;
        double head = layout["embedding"].Count;
        double backbone = layout.Count - (network.Config.TieWordEmbeddings ? head : 2 * head);
        double all = backbone * lengths.Sum(length => (double)length.Total), replies = head * lengths.Sum(length => (double)length.New);
        double scoring = (2 * ((2 * all) + (2 * replies))) + (lora ? 2 * all : 0);
        double learning = lora ? (4 * all) + (4 * replies) + (4 * all) : (6 * all) + (6 * replies);
        return scoring + (epochs * learning);
    }
}
