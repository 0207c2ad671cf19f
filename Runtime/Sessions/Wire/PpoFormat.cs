#nullable enable
namespace Repartee.Sessions.Wire
{
    /// <summary>PPO's options as MessagePack: a list of their values in the order of their declaration.</summary>
    internal static class PpoFormat
    {
        private const int Fields = 30;

        internal static void Write(PackWriter writer, PpoOptions options)
        {
            writer.WriteArrayHeader(Fields);
            writer.Write(options.BufferSize);
            writer.Write(options.Epochs);
            writer.Write(options.MinibatchSize);
            writer.Write(options.MicroBatchSize);
            writer.Write(options.LearningRate);
            writer.Write(options.CriticLearningRate);
            writer.Write((int)options.Schedule);
            writer.Write(options.ClipRange);
            writer.Write(options.ClipRangeHigh);
            writer.Write(options.DualClip);
            writer.Write(options.ClipRangeValue);
            writer.Write(options.ValueCoefficient);
            writer.Write(options.GradientCheckpointing);
            writer.Write(options.ValueGradientToBackbone);
            writer.Write(options.EntropyCoefficient);
            writer.Write(options.Gamma);
            writer.Write(options.Lambda);
            writer.Write(options.WhitenAdvantages);
            writer.Write(options.KlCoefficient);
            writer.Write((int)options.KlPlacement);
            writer.Write((int)options.KlEstimator);
            writer.Write(options.KlTarget);
            writer.Write(options.KlHorizon);
            writer.Write(options.TargetUpdateKl);
            writer.Write(options.MissingStopPenalty);
            writer.Write(options.MaxGradientNorm);
            writer.Write(options.AdamBeta1);
            writer.Write(options.AdamBeta2);
            writer.Write(options.AdamEpsilon);
            writer.Write(options.WeightDecay);
        }

        internal static PpoOptions Read(PackReader reader)
        {
            reader.Expect(Fields, "a list of PPO options");
            return new PpoOptions
            {
                BufferSize = reader.ReadInt32(),
                Epochs = reader.ReadInt32(),
                MinibatchSize = reader.ReadInt32(),
                MicroBatchSize = reader.ReadInt32(),
                LearningRate = reader.ReadDouble(),
                CriticLearningRate = reader.ReadDouble(),
                Schedule = (LearningRateSchedule)reader.ReadInt32(),
                ClipRange = reader.ReadDouble(),
                ClipRangeHigh = reader.ReadDouble(),
                DualClip = reader.ReadDouble(),
                ClipRangeValue = reader.ReadDouble(),
                ValueCoefficient = reader.ReadDouble(),
                GradientCheckpointing = reader.ReadBoolean(),
                ValueGradientToBackbone = reader.ReadBoolean(),
                EntropyCoefficient = reader.ReadDouble(),
                Gamma = reader.ReadDouble(),
                Lambda = reader.ReadDouble(),
                WhitenAdvantages = reader.ReadBoolean(),
                KlCoefficient = reader.ReadDouble(),
                KlPlacement = (KlPlacement)reader.ReadInt32(),
                KlEstimator = (KlEstimator)reader.ReadInt32(),
                KlTarget = reader.ReadDouble(),
                KlHorizon = reader.ReadDouble(),
                TargetUpdateKl = reader.ReadDouble(),
                MissingStopPenalty = reader.ReadDouble(),
                MaxGradientNorm = reader.ReadDouble(),
                AdamBeta1 = reader.ReadDouble(),
                AdamBeta2 = reader.ReadDouble(),
                AdamEpsilon = reader.ReadDouble(),
                WeightDecay = reader.ReadDouble(),
            };
        }
    }
}
