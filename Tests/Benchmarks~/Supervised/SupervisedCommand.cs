using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Benchmarks.Actors;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Prompting;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Native;
using Repartee.Training.Supervised;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Benchmarks.Supervised;

/// <summary>The verb <c>supervised</c>: tokens a second of supervised training, context included, on dialogues of random words.</summary>
internal static class SupervisedCommand
{
    private const string About =
        "Tokens a second of supervised training: the median of the reports after the first, which also warms up. JSON lines, then a table.";

    public static Command Create(
        ActorOptions actor, Option<int> rank, Option<DeviceChoice> device, Option<int> threads, Func<ParseResult, int> threadsOf)
    {
        var batch = NumberOption.Create("--batch", "Dialogues an optimiser step", 16);
        var microBatch = NumberOption.Create("--micro-batch", "Dialogues a pass; 0: a batch", 0);
        var prompt = NumberOption.Create("--prompt", "Tokens of a prompt, about", 128);
        var reply = NumberOption.Create("--new", "Tokens of a reply, about", 64);
        var steps = NumberOption.Create("--steps", "Optimiser steps a report", 4);
        var reports = NumberOption.Create("--reports", "Reports", 5);
        var checkpointing = new Option<bool>("--checkpointing")
        {
            Description = "Compute layers again on the way back instead of keeping them.",
        };
        var command = new Command("supervised", About)
        {
            actor.Shape, actor.Folder, rank, batch, microBatch, prompt, reply, steps, reports, checkpointing, device, threads,
        };
        command.SetAction(arguments =>
        {
            int rows = arguments.GetValue(batch), each = arguments.GetValue(steps), lora = arguments.GetValue(rank);
            string? path = arguments.GetValue(actor.Folder)?.FullName;
            DeviceChoice choice = arguments.GetValue(device);
            string on = NativeBackend.Load(new NativeBackendOptions { Device = choice }).Device;
            torch.set_num_threads(threadsOf(arguments));
            PromptEncoder encoder = path is null ? Encoder() : ActorFolder.Open(path).Encoder;
            using SupervisedTrainer trainer = Open(arguments.GetValue(actor.Shape)!, path, encoder, choice, lora);
            DialogueState[] dialogues =
            [
                .. Enumerable.Range(0, 4 * rows)
                    .Select(i => RandomDialogue(encoder, arguments.GetValue(prompt), arguments.GetValue(reply), (ulong)i)),
            ];
            var options = new SupervisedOptions
            {
                BatchSize = rows,
                MicroBatchSize = arguments.GetValue(microBatch) is int given and > 0 ? given : rows,
                GradientCheckpointing = arguments.GetValue(checkpointing),
                LearningRate = 1e-5,
                Steps = each * arguments.GetValue(reports),
                ReportEvery = each,
            };
            List<double> speeds = [];
            trainer.Train(dialogues, [], options, progress => speeds.Add(progress.TokensPerSecond));
            string name = actor.Source(arguments).Name;
            double speed = DeviceClock.Median(speeds.Skip(speeds.Count > 1 ? 1 : 0));
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                benchmark = "supervised",
                peer = "repartee",
                shape = name,
                device = on,
                threads = threadsOf(arguments),
                parameters = trainer.ParameterCount,
                trained = trainer.TrainedCount,
                lora_rank = lora,
                batch = rows,
                micro_batch = options.MicroBatchSize,
                checkpointing = options.GradientCheckpointing,
                tokens_per_second = Math.Round(speed),
                reports = speeds.Select(s => Math.Round(s)),
            }));
            var table = new MarkdownTable("actor", "device", "learns", "dialogues a step", "tokens/s", "first report's");
            table.Add(name, on, lora > 0 ? $"LoRA r{lora}" : "all weights", rows, speed, speeds[0]);
            table.Write(Console.Out);
            return 0;
        });
        return command;
    }

    private static SupervisedTrainer Open(string shape, string? path, PromptEncoder encoder, DeviceChoice device, int rank)
    {
        AdapterConfig? lora = rank > 0 ? new AdapterConfig { Rank = rank, Alpha = 2 * rank } : null;
        if (path != null)
            return SupervisedTrainer.From(ActorFolder.Open(path), device, lora);
        return lora is null
            ? SupervisedTrainer.FromScratch(ActorShape.All[shape], encoder, seed: 1, device)
            : throw new ArgumentException("Expected --actor with --lora-rank, but found a shape. Name a folder: adapters learn on top of it.");
    }

    private static PromptEncoder Encoder()
    {
        var special = ChatTemplate.Repartee.SpecialTokens;
        var vocabulary = BpeTrainer.Train(Guests.Lines.Append(Guests.Persona), 256 + special.Count + 100, special);
        return new PromptEncoder(new ByteLevelBpeTokenizer(vocabulary), ChatTemplate.Repartee);
    }

    /// <summary>Words at random until there are as many tokens.</summary>
    private static DialogueState RandomDialogue(PromptEncoder encoder, int promptTokens, int replyTokens, ulong seed)
    {
        string[] words = string.Join(' ', Guests.Lines).Split(' ');
        ulong draw = 0;
        string reply = Grow(text => encoder.EncodeReply(text).Length >= replyTokens);
        string persona = Grow(text => encoder.Encode(State(text)).Ids.Length >= promptTokens);
        return State(persona).WithSolutions([reply]);

        string Grow(Func<string, bool> isLong)
        {
            string text = Word();
            while (!isLong(text))
                text += " " + Word();
            return text;
        }

        string Word() => words[(int)(CounterRandom.Uniform(seed, draw++) * words.Length)];
        DialogueState State(string persona) => DialogueState.Begin(persona).With(DialogueMessage.FromUser(Guests.Lines[0]));
    }
}
