#nullable enable
using System.Globalization;
using System.IO;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Model
{
    /// <summary>Metadata under an architecture's own prefix.</summary>
    internal sealed class ArchitectureValues
    {
        private const string Remedy = "Take the file as it was published, or convert the model again.";
        private readonly string architecture;

        internal ArchitectureValues(GgufFile file, string architecture)
        {
            File = file;
            this.architecture = architecture;
        }

        internal GgufFile File { get; }

        internal string Key(string name) => $"{architecture}.{name}";

        internal int RequiredSize(string name, int most) => Checked(name, File.Metadata.RequiredUInt32(Key(name)), most);

        internal int? Size(string name, int most) => File.Metadata.Contains(Key(name)) ? RequiredSize(name, most) : (int?)null;

        internal float RequiredNumber(string name) => File.Metadata.RequiredSingle(Key(name));

        internal float? Number(string name) => File.Metadata.Contains(Key(name)) ? RequiredNumber(name) : (float?)null;

        internal InvalidDataException Wrong(string name, string expected, string found, string remedy = Remedy) =>
            new InvalidDataException($"{File.FilePath}: expected {Key(name)} to be {expected}, but found {found}. {remedy}");

        internal InvalidDataException Wrong(string name, string expected, float found) =>
            Wrong(name, expected, found.ToString("R", CultureInfo.InvariantCulture));

        private int Checked(string name, uint value, int most) =>
            value >= 1 && value <= most ? (int)value : throw Wrong(name, $"from 1 to {most}", $"{value}");
    }
}
