#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Internal;

namespace Repartee.Training.Weights
{
    /// <summary>
    /// A LoRA adapter's shape, as PEFT's <c>adapter_config.json</c> describes it: each named projection W of an actor becomes
    /// W + <see cref="Scale"/> · B · A, where A is (<see cref="Rank"/>, in) and B is (out, <see cref="Rank"/>) (Hu et al. 2021,
    /// arXiv 2106.09685). Immutable. Defaults are PEFT's unless a property says otherwise.
    /// </summary>
    public sealed record AdapterConfig
    {
        /// <summary>Name of the file that describes an adapter.</summary>
        public const string FileName = "adapter_config.json";

        /// <summary>Name of the file that holds an adapter's weights.</summary>
        public const string WeightsFileName = "adapter_model.safetensors";

        /// <summary>Every projection that can have an adapter, in the order of a layer; the others stay as they are.</summary>
        public static IReadOnlyList<string> AllModules { get; } =
            Array.AsReadOnly(new[] { "q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj" });

        private readonly IReadOnlyList<string> targetModules = AllModules;

        /// <summary>Width of the bottleneck between A and B (<c>r</c>), from 1 to 1024; 8 by default.</summary>
        public int Rank { get; init; } = 8;

        /// <summary>Numerator of the scale (<c>lora_alpha</c>), above 0 and at most 1e6; 8 by default.</summary>
        public double Alpha { get; init; } = 8;

        /// <summary>The projections that have an adapter (<c>target_modules</c>), some of <see cref="AllModules"/> and in its order; all
        /// by default, as PEFT's <c>all-linear</c>.</summary>
        public IReadOnlyList<string> TargetModules
        {
            get => targetModules;
            init => targetModules = AllModules.Intersect(value).Concat(value.Except(AllModules)).ToArray();
        }

        /// <summary>Whether the scale falls with the rank's root only, so that large ranks still learn (<c>use_rslora</c>; Kalajdzievski
        /// 2023, arXiv 2312.03732); false by default.</summary>
        public bool UseRsLora { get; init; }

        /// <summary>What the adapter was trained on (<c>base_model_name_or_path</c>): a folder or a name on the hub; null (the default)
        /// for not said.</summary>
        public string? BaseModel { get; init; }

        /// <summary>The chance that an input of A is left out in training (<c>lora_dropout</c>), from 0 to below 1; 0 by default. It
        /// plays no part when an adapter is used.</summary>
        public double Dropout { get; init; }

        /// <summary>What B · A is multiplied by: <see cref="Alpha"/> / <see cref="Rank"/>, or <see cref="Alpha"/> / √<see cref="Rank"/>
        /// with <see cref="UseRsLora"/>.</summary>
        public double Scale => Alpha / (UseRsLora ? Math.Sqrt(Rank) : Rank);

        /// <summary>Reads and validates an <c>adapter_config.json</c>.</summary>
        /// <param name="path">The file, or the adapter's folder.</param>
        /// <returns>A config that can be built.</returns>
        /// <exception cref="InvalidDataException">A value is missing, impossible or not supported; the message names it.</exception>
        /// <exception cref="IOException">The file is missing or cannot be read.</exception>
        public static AdapterConfig Load(string path) => AdapterConfigJson.Read(FilePath(path));

        /// <summary>Validates and writes an <c>adapter_config.json</c> that PEFT reads too; the write is atomic.</summary>
        /// <param name="path">The file, or the adapter's folder, which must exist.</param>
        /// <exception cref="InvalidDataException">A value is impossible; the message names it.</exception>
        /// <exception cref="IOException">The file cannot be written.</exception>
        public void Save(string path)
        {
            AdapterConfigRules.Check(this, FilePath(path));
            AtomicFile.WriteText(FilePath(path), AdapterConfigJson.Text(this));
        }

        /// <summary>Checks that the values can be built.</summary>
        /// <exception cref="InvalidDataException">They cannot; the message names the value, what was expected and what was
        /// found.</exception>
        public void Validate() => AdapterConfigRules.Check(this, FileName);

        /// <summary>Whether two adapters have the same shape; lists of projections are compared by what they hold.</summary>
        /// <param name="other">The other adapter.</param>
        /// <returns>Whether all values are equal.</returns>
        public bool Equals(AdapterConfig? other) =>
            other != null && Rank == other.Rank && Alpha.Equals(other.Alpha) && UseRsLora == other.UseRsLora
            && Dropout.Equals(other.Dropout) && BaseModel == other.BaseModel && TargetModules.SequenceEqual(other.TargetModules);

        /// <summary>A hash of the values.</summary>
        /// <returns>The same for equal adapters.</returns>
        public override int GetHashCode() => HashCode.Combine(Rank, Alpha, UseRsLora, Dropout, BaseModel, TargetModules.Count);

        private static string FilePath(string path) => Directory.Exists(path) ? Path.Combine(path, FileName) : path;
    }
}
