#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Repartee.Sessions;

namespace Repartee.Training.Weights
{
    /// <summary>An adapter's shape in PEFT's <c>adapter_config.json</c>.</summary>
    internal static class AdapterConfigJson
    {
        private const string Remedy =
            "Take the adapter_config.json that came with the adapter, or train a plain LoRA adapter; others are not supported.";

        private const string AllLinear = "all-linear";

        // Each would change what the adapter does, and none is supported.
        private static readonly string[] MustBeEmpty =
        {
            "modules_to_save", "fan_in_fan_out", "rank_pattern", "alpha_pattern", "layers_to_transform", "layers_pattern",
            "target_parameters", "exclude_modules", "trainable_token_indices", "layer_replication", "use_dora", "lora_bias", "use_qalora",
            "use_bdlora", "alora_invocation_tokens", "arrow_config", "monteclora_config", "megatron_config",
        };

        // These put parts of the backbone's own weights into the adapter, so that it fits no backbone on disk.
        private static readonly string[] ChangesBackbone = { "pissa", "olora", "corda", "loftq", "lora_ga" };

        internal static AdapterConfig Read(string file)
        {
            AdapterConfig config = JsonFile.Read(file, Remedy, json => Read(json));
            AdapterConfigRules.Check(config, file);
            return config;
        }

        private static AdapterConfig Read(JsonFields json)
        {
            RefuseUnsupported(json);
            return new AdapterConfig
            {
                Rank = json.RequiredInt("r"),
                Alpha = json.RequiredNumber("lora_alpha"),
                TargetModules = ReadTargets(json),
                UseRsLora = json.Flag("use_rslora") ?? false,
                BaseModel = json.Text("base_model_name_or_path"),
                Dropout = json.Number("lora_dropout") ?? 0,
            };
        }

        private static void RefuseUnsupported(JsonFields json)
        {
            string type = json.RequiredText("peft_type");
            if (type != "LORA") throw json.Wrong("peft_type", "LORA", type);
            string task = json.Text("task_type") ?? "CAUSAL_LM";
            if (task != "CAUSAL_LM") throw json.Wrong("task_type", "CAUSAL_LM", task);
            string bias = json.Text("bias") ?? "none";
            if (bias != "none") throw json.Wrong("bias", "none", bias);
            foreach (string name in MustBeEmpty)
                if (json.IfSaid(name) is string found) throw json.Wrong(name, "empty, false or absent", found);
            if (json.IsText("init_lora_weights") && json.Text("init_lora_weights") is string start
                && ChangesBackbone.Any(name => start.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
                throw json.Wrong("init_lora_weights", "a start that leaves the backbone as it is, such as true", start);
        }

        private static IReadOnlyList<string> ReadTargets(JsonFields json)
        {
            if (!json.IsText("target_modules")) return json.Texts("target_modules") ?? Array.Empty<string>();
            string text = json.Text("target_modules")!;
            if (text == AllLinear) return AdapterConfig.AllModules;
            Match match = Regex.Match(text, @"^\^?\.\*(?:\\\.)?(?:\((?:\?:)?(?<names>[a-z_|]+)\)|(?<names>[a-z_]+))\$?$");
            return match.Success
                ? match.Groups["names"].Value.Split('|')
                : throw json.Wrong("target_modules", $"a list, {AllLinear}, or a pattern like .*\\.(q_proj|v_proj)", $"\"{text}\"");
        }

        /// <summary>The fields that every PEFT since 0.8 knows, in its order.</summary>
        internal static string Text(AdapterConfig config) => JsonFile.Text(json =>
        {
            WriteObject(json, "alpha_pattern");
            json.WriteNull("auto_mapping");
            json.WriteString("base_model_name_or_path", config.BaseModel);
            json.WriteString("bias", "none");
            json.WriteBoolean("fan_in_fan_out", false);
            json.WriteBoolean("inference_mode", true);
            json.WriteBoolean("init_lora_weights", true);
            json.WriteNull("layers_pattern");
            json.WriteNull("layers_to_transform");
            WriteObject(json, "loftq_config");
            json.WriteNumber("lora_alpha", config.Alpha);
            json.WriteNumber("lora_dropout", config.Dropout);
            json.WriteNull("megatron_config");
            json.WriteString("megatron_core", "megatron.core");
            json.WriteNull("modules_to_save");
            json.WriteString("peft_type", "LORA");
            json.WriteNumber("r", config.Rank);
            WriteObject(json, "rank_pattern");
            json.WriteNull("revision");
            json.WriteStartArray("target_modules");
            foreach (string name in config.TargetModules) json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteString("task_type", "CAUSAL_LM");
            json.WriteBoolean("use_dora", false);
            json.WriteBoolean("use_rslora", config.UseRsLora);
        });

        private static void WriteObject(Utf8JsonWriter json, string name)
        {
            json.WriteStartObject(name);
            json.WriteEndObject();
        }
    }
}
