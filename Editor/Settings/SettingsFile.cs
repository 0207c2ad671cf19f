#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using Repartee.Internal;

namespace Repartee.Editor.Settings
{
    /// <summary>
    /// The project's settings as a JSON file under version control. What a newer version wrote stays in it; a file that cannot be read is
    /// never written over.
    /// </summary>
    public sealed class SettingsFile
    {
        private const int MostBytes = 1 << 20;
        private const int LongestQuote = 80;

        /// <summary>Names a project's file, which need not exist.</summary>
        /// <param name="project">The project's folder.</param>
        public SettingsFile(string project) => Path = System.IO.Path.Combine(project, "ProjectSettings", "ReparteeSettings.json");

        /// <summary>Full path.</summary>
        public string Path { get; }

        /// <summary>Reads it.</summary>
        /// <returns>The settings; the defaults where there is no file, or no such value in it.</returns>
        /// <exception cref="SettingsException">It is not JSON, or a value is not what it should be.</exception>
        public ReparteeSettings Load()
        {
            using JsonDocument? document = Open();
            var settings = new ReparteeSettings();
            foreach (SettingField field in document is null ? Array.Empty<SettingField>() : SettingField.All)
            {
                if (document!.RootElement.TryGetProperty(field.Key, out JsonElement value))
                    settings = field.Read(settings, value) ?? throw Fault($"\"{field.Key}\" to be {field.Expected}", Shown(value));
            }

            try
            {
                settings.Validate();
                return settings;
            }
            catch (ArgumentException problem)
            {
                throw new SettingsException($"{Path}: {problem.Message} Correct the file.", problem);
            }
        }

        /// <summary>Writes it: a new file takes the old one's place when it is whole.</summary>
        /// <param name="settings">What to keep.</param>
        /// <exception cref="ArgumentException">A value is out of its range.</exception>
        /// <exception cref="SettingsException">The present file cannot be read, and is left as it is.</exception>
        /// <exception cref="IOException">It cannot be written.</exception>
        public void Save(ReparteeSettings settings)
        {
            settings.Validate();
            using JsonDocument? before = Open();
            var known = new HashSet<string>(SettingField.All.Select(field => field.Key));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            AtomicFile.Write(Path, stream =>
            {
                using var writer = new Utf8JsonWriter(
                    stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
                writer.WriteStartObject();
                foreach (SettingField field in SettingField.All)
                    field.Write(writer, settings);
                if (before != null)
                {
                    foreach (JsonProperty other in before.RootElement.EnumerateObject().Where(other => !known.Contains(other.Name)))
                        other.WriteTo(writer);
                }

                writer.WriteEndObject();
            });
        }

        private JsonDocument? Open()
        {
            if (!File.Exists(Path)) return null;
            if (new FileInfo(Path).Length > MostBytes)
                throw Fault("a JSON object of at most 1 MiB", $"{new FileInfo(Path).Length} bytes");
            try
            {
                JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path));
                if (document.RootElement.ValueKind == JsonValueKind.Object) return WithValidText(document);
                JsonValueKind found = document.RootElement.ValueKind;
                document.Dispose();
                throw Fault("a JSON object", $"a JSON {found.ToString().ToLowerInvariant()}");
            }
            catch (JsonException problem)
            {
                throw Fault("a JSON object", $"a fault in line {problem.LineNumber + 1}", problem);
            }
        }

        // Half a character is found only where a text is asked for.
        private JsonDocument WithValidText(JsonDocument document)
        {
            try
            {
                foreach (JsonProperty member in document.RootElement.EnumerateObject())
                    _ = member.Name + (member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : "");
                return document;
            }
            catch (InvalidOperationException problem)
            {
                document.Dispose();
                throw Fault("a JSON object with valid text", "half a character (\\ud800 to \\udfff)", problem);
            }
        }

        private static string Shown(JsonElement value)
        {
            string raw = value.GetRawText();
            return raw.Length <= LongestQuote ? raw : raw.Substring(0, LongestQuote) + "...";
        }

        private SettingsException Fault(string expected, string found, Exception? inner = null) => new SettingsException(
            $"{Path}: expected {expected}, but found {found}. Correct the file, or delete it for the defaults.", inner);
    }
}
