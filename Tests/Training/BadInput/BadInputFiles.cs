#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;

namespace Repartee.Training.Tests.BadInput
{
    /// <summary>The damages of the list, each of one file.</summary>
    internal static class BadInputFiles
    {
        internal static string Copy(string from, string to)
        {
            Directory.CreateDirectory(to);
            foreach (string file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
            return to;
        }

        /// <summary>Keeps the first part of a file, as an interrupted download does.</summary>
        internal static void Cut(string file, double share = 0.5)
        {
            using FileStream stream = File.OpenWrite(file);
            stream.SetLength((long)(stream.Length * share));
        }

        /// <summary>Turns one byte into another.</summary>
        internal static void Flip(string file, int at, byte value)
        {
            using FileStream stream = File.OpenWrite(file);
            stream.Position = at;
            stream.WriteByte(value);
        }

        /// <summary>Sets a field of a JSON object.</summary>
        internal static void Set(string file, string field, string json) =>
            Edit(file, root => root[field] = JsonNode.Parse(json));

        /// <summary>Changes a JSON object.</summary>
        internal static void Edit(string file, Action<JsonObject> change)
        {
            JsonObject root = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
            change(root);
            File.WriteAllText(file, root.ToJsonString());
        }

        /// <summary>Replaces the text of a safetensors file's header by one of the same length.</summary>
        internal static void EditHeader(string file, string from, string to)
        {
            byte[] bytes = File.ReadAllBytes(file);
            byte[] text = Encoding.UTF8.GetBytes(from);
            int at = bytes.AsSpan().IndexOf(text);
            if (at < 0 || to.Length != from.Length) throw new ArgumentException($"Expected \"{from}\" in {file}, and as long as \"{to}\".");
            Encoding.UTF8.GetBytes(to).CopyTo(bytes.AsSpan(at));
            File.WriteAllBytes(file, bytes);
        }

        /// <summary>What a clone without Git LFS has in a large file's place.</summary>
        internal static void WritePointer(string file) =>
            WriteLines(file, "version https://git-lfs.github.com/spec/v1", $"oid sha256:{new string('0', 64)}", "size 5515976");

        internal static void WriteLines(string file, params string[] lines) =>
            File.WriteAllText(file, string.Concat(lines.Select(line => line + "\n")));
    }
}
