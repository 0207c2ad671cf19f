#nullable enable
using System;
using System.Globalization;
using System.Text.Json;

namespace Repartee.Training.Weights
{
    /// <summary>
    /// Rotary positions in a <c>config.json</c>. Transformers 4 says <c>rope_theta</c> beside <c>rope_scaling</c>; transformers 5 says
    /// both in <c>rope_parameters</c>. Read are both forms, as long as they do not contradict each other; written are both.
    /// </summary>
    internal static class RopeJson
    {
        private const string Older = "rope_scaling";
        private const string Newer = "rope_parameters";
        private const double DefaultTheta = 10000;

        internal static double Theta(JsonFields json)
        {
            JsonFields? newer = json.Object(Newer);
            double? beside = json.Number("rope_theta"), within = newer?.Number("rope_theta");
            if (beside is double one && within is double other && !one.Equals(other))
                throw json.Wrong(
                    $"rope_theta of {Newer}", $"{json.IfSaid("rope_theta")} like the rope_theta beside it", newer!.IfSaid("rope_theta")!);
            return within ?? beside ?? DefaultTheta;
        }

        internal static Llama3RopeScaling? Scaling(JsonFields json)
        {
            if (json.Object(Older) is null) return Scaling(json, Newer);
            Llama3RopeScaling? older = Scaling(json, Older);
            if (json.Object(Newer) != null && older != Scaling(json, Newer))
                throw json.Wrong(Newer, $"the same as {Older}", "another scaling");
            return older;
        }

        private static Llama3RopeScaling? Scaling(JsonFields json, string name)
        {
            if (!(json.Object(name) is JsonFields rope)) return null;
            if (rope.FirstObject() is string layers) throw json.Wrong(name, "the same for all layers", $"one for {layers}");
            string type = rope.Text("rope_type") ?? rope.Text("type") ?? "default";
            if (type == "default") return null;
            if (type != "llama3") throw json.Wrong($"rope_type of {name}", "default or llama3 (others are not supported)", type);
            return new Llama3RopeScaling(
                rope.RequiredNumber("factor"), rope.RequiredNumber("low_freq_factor"), rope.RequiredNumber("high_freq_factor"),
                rope.RequiredInt("original_max_position_embeddings"));
        }

        internal static void Write(Utf8JsonWriter json, ActorConfig config)
        {
            json.WriteNumber("rope_theta", config.RopeTheta);
            if (config.RopeScaling != null) WriteObject(json, Older, config.RopeScaling, _ => { });
            WriteObject(json, Newer, config.RopeScaling, inner => inner.WriteNumber("rope_theta", config.RopeTheta));
        }

        private static void WriteObject(Utf8JsonWriter json, string name, Llama3RopeScaling? scaling, Action<Utf8JsonWriter> more)
        {
            json.WriteStartObject(name);
            json.WriteString("rope_type", scaling is null ? "default" : "llama3");
            more(json);
            if (scaling != null)
            {
                WriteReal(json, "factor", scaling.Factor);
                WriteReal(json, "low_freq_factor", scaling.LowFrequencyFactor);
                WriteReal(json, "high_freq_factor", scaling.HighFrequencyFactor);
                json.WriteNumber("original_max_position_embeddings", scaling.OriginalMaxPositions);
            }

            json.WriteEndObject();
        }

        // As 8.0 where it is whole: transformers 4 warns of 8.
        private static void WriteReal(Utf8JsonWriter json, string name, double value)
        {
            string text = value.ToString("R", CultureInfo.InvariantCulture);
            json.WritePropertyName(name);
            json.WriteRawValue(text.IndexOfAny(new[] { '.', 'E' }) < 0 ? text + ".0" : text);
        }
    }
}
