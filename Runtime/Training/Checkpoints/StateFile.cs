#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using Repartee.Internal;
using Repartee.Training.Weights;

namespace Repartee.Training.Checkpoints
{
    /// <summary>
    /// <c>state.json</c>: where a run stands, besides the trained numbers (<see cref="PartsFile"/>), and under which settings. Of one
    /// kind of training and one version; others are refused.
    /// </summary>
    internal sealed class StateFile
    {
        internal const string Name = "state.json";

        private const string Remedy = "Delete the checkpoint's folder to resume from the one before.";

        private readonly string kind;
        private readonly int version;

        /// <param name="kind">Of training.</param>
        /// <param name="version">The only one that is read.</param>
        internal StateFile(string kind, int version)
        {
            this.kind = kind;
            this.version = version;
        }

        /// <param name="folder">The checkpoint's.</param>
        /// <param name="settings">What a resume must have too.</param>
        /// <param name="state">Writes the fields of the kind's own object.</param>
        internal void Write(string folder, RunSettings settings, Action<Utf8JsonWriter> state) => AtomicFile.WriteText(
            Path.Combine(folder, Name), JsonFile.Text(json =>
            {
                json.WriteString("kind", kind);
                json.WriteNumber("version", version);
                json.WriteStartObject("settings");
                foreach (var setting in settings.Values)
                    json.WriteString(setting.Key, setting.Value);
                json.WriteEndObject();
                json.WriteStartObject("state");
                state(json);
                json.WriteEndObject();
            }));

        /// <exception cref="InvalidDataException">It is damaged, of another kind, or of another version.</exception>
        /// <exception cref="InvalidOperationException">It was written under other settings.</exception>
        internal T Read<T>(string folder, RunSettings settings, Func<JsonFields, T> state)
        {
            string file = Path.Combine(folder, Name);
            var there = new Dictionary<string, string>();
            var read = JsonFile.Read(file, Remedy, json =>
            {
                Require(json, file);
                foreach (var setting in json.RequiredObject("settings").AllTexts())
                    there[setting.Key] = setting.Value;
                return state(json.RequiredObject("state"));
            });
            settings.RequireSame(there, file);
            return read;
        }

        /// <summary>A number bit for bit, also where JSON has none.</summary>
        internal static void WriteExact(Utf8JsonWriter json, string name, double value)
        {
            if (double.IsNaN(value) || double.IsInfinity(value))
                json.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            else
                json.WriteNumber(name, value);
        }

        internal static double ReadExact(JsonFields json, string name) => !json.IsText(name)
            ? json.RequiredNumber(name)
            : json.RequiredText(name) switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                string other => throw json.Wrong(name, "a number", $"\"{other}\""),
            };

        /// <summary>A whole number from 0 on.</summary>
        internal static int ReadCount(JsonFields json, string name)
        {
            int count = json.RequiredInt(name);
            return count >= 0 ? count : throw json.Wrong(name, "0 or more", $"{count}");
        }

        private void Require(JsonFields json, string file)
        {
            string foundKind = json.RequiredText("kind");
            if (foundKind != kind)
                throw json.Wrong("kind", $"\"{kind}\"", $"\"{foundKind}\"");
            int found = json.RequiredInt("version");
            if (found != version)
            {
                throw new InvalidDataException(
                    $"{file}: expected format {version}, but found {found}. It was written by another version of Repartee. " +
                    "Resume with that version, or start a new run in another folder.");
            }
        }
    }
}
