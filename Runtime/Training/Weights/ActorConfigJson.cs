#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;

namespace Repartee.Training.Weights
{
    /// <summary>The actor's config in Hugging Face's <c>config.json</c>.</summary>
    internal static class ActorConfigJson
    {
        internal static ActorConfig Read(string file)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
                ActorConfig config = Read(new JsonFields(document.RootElement, file), file);
                config.Validate(file);
                return config;
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"{file} is not JSON: {e.Message} Copy the actor's folder again.", e);
            }
        }

        private static ActorConfig Read(JsonFields json, string file)
        {
            ActorArchitecture architecture = ReadArchitecture(json, file);
            RefuseUnsupported(json);
            int heads = json.RequiredInt("num_attention_heads");
            int hidden = json.RequiredInt("hidden_size");
            int? headDim = json.Int("head_dim");
            if (headDim == null && !architecture.HasDefaultHeadDim)
                throw new InvalidDataException($"{file}: head_dim is missing, and {architecture.Name} does not derive it from " +
                    "hidden_size.");
            if (headDim == null && heads > 0 && hidden % heads != 0)
                throw new InvalidDataException($"{file}: hidden_size {hidden} is not a multiple of num_attention_heads " +
                    $"{heads}, and head_dim is missing.");
            int positions = json.RequiredInt("max_position_embeddings");
            RefuseSlidingWindow(json, architecture, positions, file);
            return new ActorConfig
            {
                Architecture = architecture.Name,
                QkvBias = architecture.QkvBias,
                QkNorm = architecture.QkNorm,
                VocabSize = json.RequiredInt("vocab_size"),
                HiddenSize = hidden,
                IntermediateSize = json.RequiredInt("intermediate_size"),
                Layers = json.RequiredInt("num_hidden_layers"),
                Heads = heads,
                KeyValueHeads = json.Int("num_key_value_heads") ?? heads,
                HeadDim = headDim ?? (heads > 0 ? hidden / heads : 0),
                MaxPositions = positions,
                RmsNormEps = json.Number("rms_norm_eps") ?? 1e-6,
                RopeTheta = json.Number("rope_theta") ?? json.Object("rope_parameters")?.Number("rope_theta") ?? 10000,
                TieWordEmbeddings = json.Flag("tie_word_embeddings") ?? false,
                BosTokenId = json.Int("bos_token_id"),
                EosTokenIds = json.IntOrInts("eos_token_id"),
                PadTokenId = json.Int("pad_token_id"),
            };
        }

        private static ActorArchitecture ReadArchitecture(JsonFields json, string file)
        {
            string? name = json.FirstText("architectures");
            if (name != null) return ActorArchitecture.Named(name, file);
            string type = json.Text("model_type") ?? throw new InvalidDataException(
                $"{file}: neither architectures nor model_type says what the actor is. Is this the config.json of a language model?");
            return ActorArchitecture.OfModelType(type, file);
        }

        private static void RefuseUnsupported(JsonFields json)
        {
            string act = json.Text("hidden_act") ?? "silu";
            if (act != "silu") throw json.Unsupported("hidden_act", act, "silu");
            if (json.Flag("attention_bias") == true)
                throw json.Unsupported("attention_bias", "true", "false (Qwen2 has its q/k/v biases without it)");
            if (json.Flag("mlp_bias") == true) throw json.Unsupported("mlp_bias", "true", "false");
            if (json.Object("quantization_config") != null)
                throw json.Unsupported("quantization_config", "given", "weights in F32, F16 or BF16");
            double rotated = json.Number("partial_rotary_factor") ?? 1;
            if (rotated != 1) throw json.Unsupported("partial_rotary_factor", $"{rotated}", "1");
            foreach (string name in new[] { "rope_scaling", "rope_parameters" })
            {
                string type = json.Object(name)?.Text("rope_type") ?? json.Object(name)?.Text("type") ?? "default";
                if (type != "default") throw json.Unsupported(name, type, "null or default");
            }
        }

        private static void RefuseSlidingWindow(JsonFields json, ActorArchitecture architecture, int positions, string file)
        {
            bool used = json.Flag("use_sliding_window") ?? architecture.ModelType == "mistral";
            if (!used || !(json.Int("sliding_window") is int window) || window >= positions) return;
            throw new InvalidDataException(
                $"{file}: sliding_window {window} is shorter than max_position_embeddings {positions}, and sliding " +
                "windows are not supported. " +
                $"Set max_position_embeddings to {window}: up to there the two are the same.");
        }

        internal static string Text(ActorConfig config)
        {
            ActorArchitecture architecture = ActorArchitecture.Named(config.Architecture, "config.json");
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
            {
                json.WriteStartObject();
                json.WriteStartArray("architectures");
                json.WriteStringValue(architecture.Name);
                json.WriteEndArray();
                json.WriteString("model_type", architecture.ModelType);
                json.WriteNumber("vocab_size", config.VocabSize);
                json.WriteNumber("hidden_size", config.HiddenSize);
                json.WriteNumber("intermediate_size", config.IntermediateSize);
                json.WriteNumber("num_hidden_layers", config.Layers);
                json.WriteNumber("num_attention_heads", config.Heads);
                json.WriteNumber("num_key_value_heads", config.KeyValueHeads);
                json.WriteNumber("head_dim", config.HeadDim);
                json.WriteString("hidden_act", "silu");
                json.WriteNumber("max_position_embeddings", config.MaxPositions);
                json.WriteNumber("rms_norm_eps", config.RmsNormEps);
                json.WriteNumber("rope_theta", config.RopeTheta);
                json.WriteBoolean("tie_word_embeddings", config.TieWordEmbeddings);
                WriteToken(json, "bos_token_id", config.BosTokenId);
                WriteEnds(json, config.EosTokenIds);
                WriteToken(json, "pad_token_id", config.PadTokenId);
                if (architecture.ModelType == "mistral") json.WriteNull("sliding_window");
                json.WriteEndObject();
            }

            return Encoding.UTF8.GetString(buffer.ToArray()).Replace(Environment.NewLine, "\n") + "\n";
        }

        private static void WriteToken(Utf8JsonWriter json, string name, int? id)
        {
            if (id is int value) json.WriteNumber(name, value);
            else json.WriteNull(name);
        }

        private static void WriteEnds(Utf8JsonWriter json, IReadOnlyList<int> ids)
        {
            if (ids.Count < 2)
            {
                WriteToken(json, "eos_token_id", ids.Count == 0 ? (int?)null : ids[0]);
                return;
            }

            json.WriteStartArray("eos_token_id");
            foreach (int id in ids) json.WriteNumberValue(id);
            json.WriteEndArray();
        }
    }
}
