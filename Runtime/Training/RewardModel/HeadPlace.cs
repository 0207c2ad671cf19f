#nullable enable
using System.IO;
using System.Text.Json;
using Repartee.Training.Checkpoints;
using Repartee.Training.Weights;

namespace Repartee.Training.RewardModel
{
    /// <summary>
    /// Where the fit of a head stands. With the options, the labels and the numbers of the head and the kept one this is all of its state:
    /// orders and splits are functions of the seed and these counters, and the normaliser one of the labels and the head.
    /// </summary>
    internal sealed class HeadPlace
    {
        internal HeadPlace(int epoch, int batch, float lossSum, RewardModelProgress? best, float optimizerSteps)
        {
            Epoch = epoch;
            Batch = batch;
            LossSum = lossSum;
            Best = best;
            OptimizerSteps = optimizerSteps;
        }

        /// <summary>The epoch that is learnt from, from 1; after the last one more than there are.</summary>
        internal int Epoch { get; }

        /// <summary>Batches done of it.</summary>
        internal int Batch { get; }

        /// <summary>Their losses.</summary>
        internal float LossSum { get; }

        /// <summary>How good the kept epoch is; null before there is one.</summary>
        internal RewardModelProgress? Best { get; }

        /// <summary>AdamW's own count.</summary>
        internal float OptimizerSteps { get; }

        internal static HeadPlace Read(JsonFields json) => new HeadPlace(
            StateFile.ReadCount(json, "epoch"), StateFile.ReadCount(json, "batch"), (float)StateFile.ReadExact(json, "loss_sum"),
            json.Object("kept") is JsonFields kept ? ReadProgress(kept) : null, (float)StateFile.ReadExact(json, "optimizer_steps"));

        internal void Write(Utf8JsonWriter json)
        {
            json.WriteNumber("epoch", Epoch);
            json.WriteNumber("batch", Batch);
            StateFile.WriteExact(json, "loss_sum", LossSum);
            StateFile.WriteExact(json, "optimizer_steps", OptimizerSteps);
            if (Best is null)
                return;
            json.WriteStartObject("kept");
            json.WriteNumber("epoch", Best.Epoch);
            StateFile.WriteExact(json, "loss", Best.Loss);
            StateFile.WriteExact(json, "held_out_loss", Best.HeldOutLoss);
            StateFile.WriteExact(json, "held_out_accuracy", Best.HeldOutAccuracy);
            json.WriteEndObject();
        }

        /// <exception cref="InvalidDataException">There is no such place among these.</exception>
        internal void Require(int epochs, int batches)
        {
            bool done = Epoch == epochs + 1 && Batch == 0;
            bool learning = Epoch >= 1 && Epoch <= epochs && Batch < batches;
            if (!(done || learning) || (Best is null) != (Epoch == 1))
            {
                throw new InvalidDataException(
                    $"Expected a place within {epochs} epochs of {batches} batches, but found epoch {Epoch}, batch {Batch} with " +
                    $"{(Best is null ? "no" : "a")} kept epoch. Delete the checkpoint's folder to resume from the one before.");
            }
        }

        private static RewardModelProgress ReadProgress(JsonFields json) => new RewardModelProgress(
            StateFile.ReadCount(json, "epoch"), StateFile.ReadExact(json, "loss"), StateFile.ReadExact(json, "held_out_loss"),
            StateFile.ReadExact(json, "held_out_accuracy"));
    }
}
