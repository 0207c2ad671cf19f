#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Training.Actor;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.BadInput
{
    /// <summary>Damages to the folder of an actor.</summary>
    internal static class BadActors
    {
        private const string Shard = "model-00001-of-00001.safetensors";

        internal static IEnumerable<BadInputCase> All(string actor)
        {
            BadInputCase Case(string title, Action<string> damage) => new BadInputCase(title, folder =>
            {
                string copy = BadInputFiles.Copy(actor, Path.Combine(folder, "actor"));
                damage(copy);
                ActorFolder.Open(copy);
            });
            BadInputCase Config(string title, string field, string json) =>
                Case(title, folder => BadInputFiles.Set(Path.Combine(folder, "config.json"), field, json));
            BadInputCase Template(string title, string json) =>
                Case(title, folder => File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), json));
            BadInputCase Weights(string title, Action<string> damage) =>
                Case(title, folder => damage(Path.Combine(folder, CheckpointWeights.FileName)));
            BadInputCase Sharded(string title, Action<string> damage) => Case(title, folder =>
            {
                WriteIndex(folder);
                damage(folder);
            });

            yield return new BadInputCase("a folder that is not there", folder => ActorFolder.Open(Path.Combine(folder, "actor")));
            yield return Case("config.json is missing", folder => File.Delete(Path.Combine(folder, "config.json")));
            yield return Case("tokenizer.json is missing", folder => File.Delete(Path.Combine(folder, "tokenizer.json")));
            yield return Case("config.json is cut off", folder => BadInputFiles.Cut(Path.Combine(folder, "config.json")));
            yield return Config("an architecture that is not supported", "architectures", "[\"GPT2LMHeadModel\"]");
            yield return Config("a config without vocab_size", "vocab_size", "null");
            yield return Config("a size that is no number", "hidden_size", "\"large\"");
            yield return Config("heads that share keys unevenly", "num_key_value_heads", "4");
            yield return Config("rotary positions stretched in another way", "rope_scaling", "{\"rope_type\": \"yarn\", \"factor\": 4.0}");
            yield return Config("quantized weights", "quantization_config", "{\"quant_method\": \"gptq\", \"bits\": 4}");
            yield return Config("an end token beyond the vocabulary", "eos_token_id", "2048");
            yield return Config("a config of another width than the weights", "hidden_size", "384");
            yield return Config("a config of more layers than the weights", "num_hidden_layers", "7");
            yield return Config("a config of a smaller vocabulary than the tokenizer", "vocab_size", "2047");
            yield return Template("no chat template", "{}");
            yield return Template("a chat template that resembles no known one", "{\"chat_template\": \"{{ messages }}\"}");
            yield return Case(
                "a generation_config.json out of range",
                folder => File.WriteAllText(Path.Combine(folder, GenerationConfig.FileName), "{\"top_p\": 7}"));
            yield return Weights("model.safetensors is missing", File.Delete);
            yield return Weights("only PyTorch's pickle is there", file => File.Move(file, Path.Combine(file, "..", "pytorch_model.bin")));
            yield return Weights("only a GGUF file is there", file => File.Move(file, Path.Combine(file, "..", "small-q8_0.gguf")));
            yield return Weights("model.safetensors is empty", file => File.WriteAllText(file, ""));
            yield return Weights("model.safetensors is cut off", file => BadInputFiles.Cut(file));
            yield return Weights("model.safetensors is cut off in its header", file => BadInputFiles.Cut(file, 0.0001));
            yield return Weights("model.safetensors is a Git LFS pointer", BadInputFiles.WritePointer);
            yield return Weights("model.safetensors is a web page", file => File.WriteAllText(file, "<!DOCTYPE html><html></html>"));
            yield return Weights("a header that is no JSON", file => BadInputFiles.Flip(file, 8, (byte)'('));
            yield return Weights("a tensor type that is not supported", file => BadInputFiles.EditHeader(file, "\"F16\"", "\"F64\""));
            yield return Weights(
                "a tensor larger than its place", file => BadInputFiles.EditHeader(file, "\"shape\":[2048,192]", "\"shape\":[2048,193]"));
            yield return Sharded("a shard is missing", folder => File.Delete(Path.Combine(folder, Shard)));
            yield return Sharded("a shard is cut off", folder => BadInputFiles.Cut(Path.Combine(folder, Shard)));
            yield return Sharded(
                "an index that leads out of the folder", folder => BadInputFiles.Edit(
                    Path.Combine(folder, CheckpointWeights.IndexName), root => root["weight_map"]!["model.norm.weight"] = "../" + Shard));
            yield return Sharded(
                "an index of another download than its shards", folder => BadInputFiles.Edit(
                    Path.Combine(folder, CheckpointWeights.IndexName), root => root["weight_map"]!["lm_head.weight"] = Shard));
            yield return Sharded(
                "an index without a map",
                folder => BadInputFiles.Set(Path.Combine(folder, CheckpointWeights.IndexName), "weight_map", "null"));
        }

        private static void WriteIndex(string folder)
        {
            string file = Path.Combine(folder, CheckpointWeights.FileName);
            string[] names;
            using (SafetensorsFile weights = SafetensorsFile.Open(file)) names = weights.Entries.Keys.ToArray();
            File.Move(file, Path.Combine(folder, Shard));
            File.WriteAllText(
                Path.Combine(folder, CheckpointWeights.IndexName),
                JsonSerializer.Serialize(new { weight_map = names.ToDictionary(name => name, _ => Shard) }));
        }
    }
}
