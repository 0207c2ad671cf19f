#nullable enable
using System.IO;
using Repartee.Internal;
using Repartee.Sessions;

namespace Repartee.Training.Weights
{
    /// <summary>An adapter's shape as PEFT's file beside its weights.</summary>
    public static class AdapterConfigFile
    {
        /// <summary>Name of the file that describes an adapter.</summary>
        public const string Name = "adapter_config.json";

        /// <summary>Name of the file that holds an adapter's weights.</summary>
        public const string WeightsName = "adapter_model.safetensors";

        /// <summary>Reads and validates an <c>adapter_config.json</c>.</summary>
        /// <param name="path">The file, or the adapter's folder.</param>
        /// <returns>A config that can be built.</returns>
        /// <exception cref="InvalidDataException">A value is missing, impossible or not supported; the message names it.</exception>
        /// <exception cref="IOException">The file is missing or cannot be read.</exception>
        public static AdapterConfig Load(string path) => AdapterConfigJson.Read(FilePath(path));

        /// <summary>Validates and writes an <c>adapter_config.json</c> that PEFT reads too; the write is atomic.</summary>
        /// <param name="config">The adapter's shape.</param>
        /// <param name="path">The file, or the adapter's folder, which must exist.</param>
        /// <exception cref="InvalidDataException">A value is impossible; the message names it.</exception>
        /// <exception cref="IOException">The file cannot be written.</exception>
        public static void Save(AdapterConfig config, string path)
        {
            AdapterConfigRules.Check(config, FilePath(path));
            AtomicFile.WriteText(FilePath(path), AdapterConfigJson.Text(config));
        }

        private static string FilePath(string path) => Directory.Exists(path) ? Path.Combine(path, Name) : path;
    }
}
