#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Training.Tests.BadInput
{
    /// <summary>Damages to the folder of an adapter.</summary>
    internal static class BadAdapters
    {
        internal static IEnumerable<BadInputCase> All(string actor)
        {
            BadInputCase Case(string title, Action<string> damage) => new BadInputCase(title, folder =>
            {
                string copy = BadInputFiles.Copy(actor, Path.Combine(folder, "actor"));
                string adapter = Path.Combine(folder, "adapter");
                Write(copy, adapter);
                damage(adapter);
                Load(ActorFolder.Open(adapter));
            });
            BadInputCase Config(string title, string field, string json) =>
                Case(title, folder => BadInputFiles.Set(Path.Combine(folder, AdapterConfigFile.Name), field, json));
            BadInputCase Weights(string title, Action<string> damage) =>
                Case(title, folder => damage(Path.Combine(folder, AdapterConfigFile.WeightsName)));

            yield return Case("adapter_config.json is cut off", folder => BadInputFiles.Cut(Path.Combine(folder, AdapterConfigFile.Name)));
            yield return Config("an adapter of another kind", "peft_type", "\"IA3\"");
            yield return Config("an adapter with DoRA", "use_dora", "true");
            yield return Config("an adapter that brings a new head", "modules_to_save", "[\"lm_head\"]");
            yield return Config("an adapter on the embedding", "target_modules", "[\"q_proj\", \"embed_tokens\"]");
            yield return Config("an adapter without rank", "r", "0");
            yield return Config("an adapter whose actor is elsewhere", "base_model_name_or_path", "\"someone/large-actor\"");
            yield return Config("a rank other than the matrices'", "r", "8");
            yield return Config("a projection without matrices", "target_modules", "[\"q_proj\", \"k_proj\"]");
            yield return Weights("adapter_model.safetensors is missing", File.Delete);
            yield return Weights("adapter_model.safetensors is cut off", file => BadInputFiles.Cut(file));
        }

        private static void Load(ActorFolder actor)
        {
            using var network = new ActorNetwork(actor.Config, torch.CPU);
            using var adapter = new LoraAdapter(network, AdapterConfigFile.Load(actor.AdapterPath!), trainable: false);
            LoraFile.Load(actor.AdapterPath!, adapter);
        }

        private static void Write(string actor, string adapter)
        {
            Directory.CreateDirectory(adapter);
            var config = new AdapterConfig { Rank = 4, TargetModules = new[] { "q_proj" }, BaseModel = actor };
            AdapterConfigFile.Save(config, adapter);
            ActorConfig backbone = ActorConfig.Load(actor);
            IEnumerable<SafetensorsTensor> matrices = Enumerable.Range(0, backbone.Layers).SelectMany(layer => new[]
            {
                Matrix(layer, "lora_A", config.Rank, backbone.HiddenSize),
                Matrix(layer, "lora_B", backbone.Heads * backbone.HeadDim, config.Rank),
            });
            SafetensorsWriter.Write(Path.Combine(adapter, AdapterConfigFile.WeightsName), matrices, SafetensorsDType.F32);
        }

        private static SafetensorsTensor Matrix(int layer, string name, int rows, int columns) => new SafetensorsTensor(
            $"base_model.model.model.layers.{layer}.self_attn.q_proj.{name}.weight",
            new long[] { rows, columns },
            new float[rows * columns]);
    }
}
