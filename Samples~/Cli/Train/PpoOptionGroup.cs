using System;
using System.CommandLine;
using Repartee.Samples.Cli.Options;
using Repartee.Sessions;
using Repartee.Training.Ppo;

namespace Repartee.Samples.Cli.Train;

/// <summary>How the actor learns: the most used of <see cref="PpoOptions"/>, by the same defaults.</summary>
internal sealed class PpoOptionGroup
{
    private static readonly PpoOptions Usual = new();

    private readonly Option<int?> buffer = CheckedOption.Whole<int>(
        "--buffer", 1, 1_000_000, $"Replies collected before an update [default: {Usual.BufferSize}].");

    private readonly Option<int?> epochs = CheckedOption.Whole<int>(
        "--epochs", 1, 1000, $"Passes over the buffer an update [default: {Usual.Epochs}].");

    private readonly Option<int?> minibatch = CheckedOption.Whole<int>(
        "--minibatch", 1, 1_000_000, $"Replies an optimiser step, at most the buffer [default: {Usual.MinibatchSize}, or the buffer if "
        + "that is less].");

    private readonly Option<int?> microBatch = CheckedOption.Whole<int>(
        "--micro-batch", 1, 1_000_000, $"Replies a pass; bounds memory, changes no result [default: by the device: 16 on a CPU].");

    private readonly Option<bool> checkpointing = CheckedOption.Flag(
        "--checkpointing", "Compute layers again on the way back: less memory, a third more time.");

    private readonly Option<double?> learningRate = CheckedOption.Number(
        "--learning-rate", $"Of the actor [default: {Usual.LearningRate}; take 1e-5 or less for all weights of large actors].");

    private readonly Option<double?> criticLearningRate = CheckedOption.Number(
        "--critic-learning-rate", $"Of the critic [default: {Usual.CriticLearningRate}].");

    private readonly Option<LearningRateSchedule> schedule = CheckedOption.Choice(
        "--schedule", "How the rates go over the updates",
        ("constant", LearningRateSchedule.Constant), ("linear", LearningRateSchedule.Linear), ("cosine", LearningRateSchedule.Cosine));

    private readonly Option<double?> kl = CheckedOption.Number(
        "--kl", $"How strongly the actor is held near its start; 0 lets it go [default: {Usual.KlCoefficient}].");

    private readonly Option<double?> klTarget = CheckedOption.Number(
        "--kl-target", "Nats a reply that --kl is steered to; 0 leaves it [default: 0].");

    private readonly Option<double?> entropy = CheckedOption.Number(
        "--entropy", $"Bonus for variety [default: {Usual.EntropyCoefficient}].");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            buffer, epochs, minibatch, microBatch, checkpointing, learningRate, criticLearningRate, schedule, kl, klTarget, entropy,
        })
            command.Options.Add(option);
    }

    public PpoOptions Read(ParseResult parsed)
    {
        int replies = parsed.GetValue(buffer) ?? Usual.BufferSize;
        return Usual with
        {
            BufferSize = replies,
            Epochs = parsed.GetValue(epochs) ?? Usual.Epochs,
            MinibatchSize = parsed.GetValue(minibatch) ?? Math.Min(Usual.MinibatchSize, replies),
            MicroBatchSize = parsed.GetValue(microBatch) ?? Usual.MicroBatchSize,
            GradientCheckpointing = parsed.GetValue(checkpointing),
            LearningRate = parsed.GetValue(learningRate) ?? Usual.LearningRate,
            CriticLearningRate = parsed.GetValue(criticLearningRate) ?? Usual.CriticLearningRate,
            Schedule = parsed.GetValue(schedule),
            KlCoefficient = parsed.GetValue(kl) ?? Usual.KlCoefficient,
            KlTarget = parsed.GetValue(klTarget) ?? Usual.KlTarget,
            EntropyCoefficient = parsed.GetValue(entropy) ?? Usual.EntropyCoefficient,
        };
    }
}
