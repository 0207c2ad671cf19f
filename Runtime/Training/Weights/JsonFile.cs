#nullable enable
using System;
using System.IO;
using System.Text;
using System.Text.Json;

namespace Repartee.Training.Weights
{
    /// <summary>Small JSON files of the ecosystem, which may come from anywhere.</summary>
    internal static class JsonFile
    {
        private const long MaxBytes = 1 << 26;

        /// <summary>Reads a file whose root is an object.</summary>
        /// <param name="file">The file.</param>
        /// <param name="remedy">What to do when it is damaged: a sentence.</param>
        /// <param name="read">Takes what it wants; whatever JSON it meets, it throws no worse than the reader's own faults.</param>
        /// <exception cref="InvalidDataException">The file is no JSON object, or a field is not as expected.</exception>
        /// <exception cref="IOException">The file is missing or cannot be read.</exception>
        internal static T Read<T>(string file, string remedy, Func<JsonFields, T> read)
        {
            byte[] bytes = Bytes(file, remedy);
            try
            {
                using JsonDocument document = JsonDocument.Parse(WithoutMark(bytes));
                return read(new JsonFields(document.RootElement, file, remedy));
            }
            catch (Exception e) when (e is JsonException || e is InvalidOperationException)
            {
                string found = OtherFormat.Describe(bytes) ?? $"but found {JsonFault.WithLine(e)} {remedy}";
                throw new InvalidDataException($"{file}: expected JSON with valid text, {found}", e);
            }
        }

        /// <summary>An indented object with LF line ends.</summary>
        internal static string Text(Action<Utf8JsonWriter> fields)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
            {
                json.WriteStartObject();
                fields(json);
                json.WriteEndObject();
            }

            return Encoding.UTF8.GetString(buffer.ToArray()).Replace(Environment.NewLine, "\n") + "\n";
        }

        /// <summary>A file's bytes, unless there are more than such a file has.</summary>
        internal static byte[] Bytes(string file, string remedy)
        {
            var info = new FileInfo(file);
            if (!info.Exists) throw new FileNotFoundException($"{file}: expected this file, but it is not there. {remedy}", file);
            if (info.Length > MaxBytes)
                throw new InvalidDataException($"{file}: expected at most {MaxBytes} bytes, but found {info.Length}. {remedy}");
            return File.ReadAllBytes(file);
        }

        // Some editors put a byte order mark before UTF-8.
        private static ReadOnlyMemory<byte> WithoutMark(byte[] bytes) =>
            bytes.Length >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf ? bytes.AsMemory(3) : bytes;
    }
}
