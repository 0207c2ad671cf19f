#nullable enable
using System.Collections.Generic;
using System.Text.Json;

namespace Repartee.Training.Weights
{
    /// <summary>The actor's config in Hugging Face's <c>config.json</c>.</summary>
    internal static class ActorConfigJson
    {
        private const string Remedy = "Take the config.json that came with the weights, or an actor that Repartee supports.";

        internal static ActorConfig Read(string file)
        {
            ActorConfig config = JsonFile.Read(file, Remedy, json => Read(json, file));
            config.Validate(file);
            return config;
        }

        private static ActorConfig Read(JsonFields json, string file)
        {
            ActorArchitecture architecture = ReadArchitecture(json, file);
            RefuseUnsupported(json);
            int heads = json.RequiredInt("num_attention_heads");
            int hidden = json.RequiredInt("hidden_size");
            int positions = json.RequiredInt("max_position_embeddings");
            RefuseSlidingWindow(json, architecture, positions);
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
                HeadDim = ReadHeadDim(json, architecture, heads, hidden),
                MaxPositions = positions,
                RmsNormEps = json.Number("rms_norm_eps") ?? 1e-6,
                RopeTheta = RopeJson.Theta(json),
                RopeScaling = RopeJson.Scaling(json),
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
            string type = json.Text("model_type")
                ?? throw json.Wrong("architectures or model_type", "the name of a language model", "neither");
            return ActorArchitecture.OfModelType(type, file);
        }

        private static int ReadHeadDim(JsonFields json, ActorArchitecture architecture, int heads, int hidden)
        {
            if (json.Int("head_dim") is int given) return given;
            if (!architecture.HasDefaultHeadDim)
                throw json.Wrong("head_dim", $"a whole number ({architecture.Name} does not derive it from hidden_size)", "none");
            if (heads > 0 && hidden % heads != 0)
                throw json.Wrong("hidden_size", $"a multiple of num_attention_heads {heads}, as head_dim is missing", $"{hidden}");
            return heads > 0 ? hidden / heads : 0;
        }

        private static void RefuseUnsupported(JsonFields json)
        {
            string act = json.Text("hidden_act") ?? "silu";
            if (act != "silu") throw json.Wrong("hidden_act", "silu (others are not supported)", act);
            if (json.Flag("attention_bias") == true)
                throw json.Wrong("attention_bias", "false (only Qwen2's q/k/v biases are supported, which need no flag)", "true");
            if (json.Flag("mlp_bias") == true) throw json.Wrong("mlp_bias", "false (biases there are not supported)", "true");
            if (json.IfSaid("quantization_config") is string quantization)
                throw json.Wrong("quantization_config", "absent (supported are weights in F32, F16 or BF16)", quantization);
            RefusePartialRotation(json);
            if (json.Object("rope_parameters") is JsonFields rope) RefusePartialRotation(rope);
        }

        private static void RefusePartialRotation(JsonFields json)
        {
            if ((json.Number("partial_rotary_factor") ?? 1) != 1)
                throw json.Wrong("partial_rotary_factor", "1 (others are not supported)", json.IfSaid("partial_rotary_factor")!);
        }

        private static void RefuseSlidingWindow(JsonFields json, ActorArchitecture architecture, int positions)
        {
            bool used = json.Flag("use_sliding_window") ?? architecture.ModelType == "mistral";
            if (!used || !(json.Int("sliding_window") is int window) || window >= positions) return;
            throw json.Wrong(
                "sliding_window",
                $"null, or at least max_position_embeddings {positions}, as sliding windows are not supported",
                $"{window}; if you set max_position_embeddings to {window}, the two are the same");
        }

        internal static string Text(ActorConfig config) => JsonFile.Text(json =>
        {
            ActorArchitecture architecture = ActorArchitecture.Named(config.Architecture, "config.json");
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
            RopeJson.Write(json, config);
            json.WriteBoolean("tie_word_embeddings", config.TieWordEmbeddings);
            WriteToken(json, "bos_token_id", config.BosTokenId);
            WriteEnds(json, config.EosTokenIds);
            WriteToken(json, "pad_token_id", config.PadTokenId);
            if (architecture.ModelType == "mistral") json.WriteNull("sliding_window");
        });

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
