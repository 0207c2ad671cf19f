#nullable enable
using System.Text.Json;
using Repartee.Training.Checkpoints;
using Repartee.Training.Weights;

namespace Repartee.Training.Supervised
{
    /// <summary>
    /// Where supervised training stands. With the options, the rows and the trained numbers this is all of its state: the rate and every
    /// draw are functions of these counters and the seed.
    /// </summary>
    internal readonly struct SupervisedPlace
    {
        internal SupervisedPlace(
            int step, (int Epoch, int Position) order, (float Total, int Batches, long Passes) loss, float optimizerSteps)
        {
            Step = step;
            Order = order;
            Loss = loss;
            OptimizerSteps = optimizerSteps;
        }

        /// <summary>Steps done.</summary>
        internal int Step { get; }

        /// <summary>See <see cref="LengthBatches.Place"/>.</summary>
        internal (int Epoch, int Position) Order { get; }

        /// <summary>See <see cref="SupervisedLoss.Place"/>.</summary>
        internal (float Total, int Batches, long Passes) Loss { get; }

        /// <summary>AdamW's own count.</summary>
        internal float OptimizerSteps { get; }

        internal static SupervisedPlace Read(JsonFields json) => new SupervisedPlace(
            StateFile.ReadCount(json, "step"),
            (StateFile.ReadCount(json, "epoch"), StateFile.ReadCount(json, "position")),
            ((float)StateFile.ReadExact(json, "loss_sum"), StateFile.ReadCount(json, "loss_batches"), StateFile.ReadCount(json, "passes")),
            (float)StateFile.ReadExact(json, "optimizer_steps"));

        internal void Write(Utf8JsonWriter json)
        {
            json.WriteNumber("step", Step);
            json.WriteNumber("epoch", Order.Epoch);
            json.WriteNumber("position", Order.Position);
            StateFile.WriteExact(json, "loss_sum", Loss.Total);
            json.WriteNumber("loss_batches", Loss.Batches);
            json.WriteNumber("passes", Loss.Passes);
            StateFile.WriteExact(json, "optimizer_steps", OptimizerSteps);
        }
    }
}
