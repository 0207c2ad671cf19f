#nullable enable
using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Repartee.Dialogue;
using Repartee.Prompting;
using Repartee.Sessions;
using Repartee.Training.Native;
using Repartee.Training.Supervised;
using Repartee.Training.Weights;

namespace Repartee.Samples.Scribe;

/// <summary><c>actor</c>: writes scenes, learns a vocabulary from them, trains an actor on the NPC's lines and saves it.</summary>
internal static class ActorCommand
{
    private const int ValidationScenes = 512;

    internal static Command Create()
    {
        var output = new Option<string>("--out") { Description = "Folder for the actor.", Required = true };
        var scenes = new Option<int>("--scenes") { Description = "Scenes to learn from (default 200000).", DefaultValueFactory = _ => 200_000 };
        var steps = new Option<int>("--steps") { Description = "Optimiser steps (default 6000).", DefaultValueFactory = _ => 6000 };
        var batch = new Option<int>("--batch") { Description = "Scenes a step (default 64).", DefaultValueFactory = _ => 64 };
        var micro = new Option<int>("--micro-batch") { Description = "Scenes a pass; bounds memory (default 64).", DefaultValueFactory = _ => 64 };
        var rate = new Option<double>("--learning-rate") { Description = "Highest learning rate (default 0.002).", DefaultValueFactory = _ => 0.002 };
        var seed = new Option<int>("--seed") { Description = "Decides text, weights and order (default 1).", DefaultValueFactory = _ => 1 };
        var device = new Option<DeviceChoice>("--device") { Description = "auto, cpu or cuda (default auto).", DefaultValueFactory = _ => DeviceChoice.Auto };
        var command = new Command("actor", "Train a small actor from scratch.") { output, scenes, steps, batch, micro, rate, seed, device };
        command.SetAction(parsed => Run(
            parsed.GetValue(output)!, parsed.GetValue(scenes), parsed.GetValue(seed), parsed.GetValue(device),
            new SupervisedOptions
            {
                Steps = parsed.GetValue(steps),
                BatchSize = parsed.GetValue(batch),
                MicroBatchSize = parsed.GetValue(micro),
                LearningRate = parsed.GetValue(rate),
                ReportEvery = Math.Max(1, Math.Min(200, parsed.GetValue(steps) / 10)),
                Seed = (ulong)parsed.GetValue(seed),
            }));
        return command;
    }

    private static void Run(string output, int sceneCount, int seed, DeviceChoice device, SupervisedOptions options)
    {
        var watch = Stopwatch.StartNew();
        var backend = NativeBackend.Load(new NativeBackendOptions { Device = device });
        Console.WriteLine(backend);
        var train = SceneDialogues.Write(seed, sceneCount);
        var validation = SceneDialogues.Write(seed + 1_000_000, ValidationScenes);
        Console.WriteLine($"{sceneCount:N0} scenes written, {watch.Elapsed.TotalSeconds:F0} s");
        var encoder = new PromptEncoder(TrainTokenizer(train.Take(20_000)), ChatTemplate.Repartee);
        Console.WriteLine($"vocabulary of {encoder.Tokenizer.VocabularySize} learnt, {watch.Elapsed.TotalSeconds:F0} s");
        using var trainer = SupervisedTrainer.FromScratch(Architecture(encoder), encoder, (ulong)seed, device);
        Console.WriteLine($"{trainer.ParameterCount:N0} parameters");
        trainer.Train(train, validation, options, progress =>
        {
            trainer.Save(output, SafetensorsDType.F16);                         // a run that is cut short leaves its newest actor
            Console.WriteLine(
                $"step {progress.Step,6}  loss {progress.Loss:F4}  validation {progress.ValidationLoss:F4}  rate {progress.LearningRate:E2}  " +
                $"{progress.TokensPerSecond:N0} tokens/s  {watch.Elapsed.TotalSeconds:F0} s");
        });
        Console.WriteLine($"actor written to {Path.GetFullPath(output)}, {watch.Elapsed.TotalSeconds:F0} s");
    }

    private static ByteLevelBpeTokenizer TrainTokenizer(IEnumerable<DialogueState> dialogues) => new(BpeTrainer.Train(
        dialogues.SelectMany(d => d.Messages.Select(m => m.Content).Prepend(d.Persona)), 2048, ChatTemplate.Repartee.SpecialTokens));

    /// <summary>2.8 million parameters: 6 layers of 192, 6 heads sharing 2 keys and values, SwiGLU of 512.</summary>
    private static ActorConfig Architecture(PromptEncoder encoder) => new()
    {
        VocabSize = encoder.Tokenizer.VocabularySize,
        HiddenSize = 192,
        IntermediateSize = 512,
        Layers = 6,
        Heads = 6,
        KeyValueHeads = 2,
        MaxPositions = 512,
        RmsNormEps = 1e-5,
        TieWordEmbeddings = true,
        EosTokenIds = encoder.StopTokens,
        PadTokenId = encoder.PadToken,
    };
}
