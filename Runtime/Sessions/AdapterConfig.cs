#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Sessions
{
    /// <summary>
    /// A LoRA adapter's shape, as PEFT's <c>adapter_config.json</c> describes it: each named projection W of an actor becomes
    /// W + <see cref="Scale"/> · B · A, where A is (<see cref="Rank"/>, in) and B is (out, <see cref="Rank"/>) (Hu et al. 2021,
    /// arXiv 2106.09685). Immutable. Defaults are PEFT's unless a property says otherwise.
    /// </summary>
    public sealed record AdapterConfig
    {
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

        /// <summary>Checks that the values can be built.</summary>
        /// <exception cref="System.IO.InvalidDataException">They cannot; the message names the value, what was expected and what was
        /// found.</exception>
        public void Validate() => AdapterConfigRules.Check(this, "adapter_config.json");

        /// <summary>Whether two adapters have the same shape; lists of projections are compared by what they hold.</summary>
        /// <param name="other">The other adapter.</param>
        /// <returns>Whether all values are equal.</returns>
        public bool Equals(AdapterConfig? other) =>
            other != null && Rank == other.Rank && Alpha.Equals(other.Alpha) && UseRsLora == other.UseRsLora
            && Dropout.Equals(other.Dropout) && BaseModel == other.BaseModel && TargetModules.SequenceEqual(other.TargetModules);

        /// <summary>A hash of the values.</summary>
        /// <returns>The same for equal adapters.</returns>
        public override int GetHashCode() => HashCode.Combine(Rank, Alpha, UseRsLora, Dropout, BaseModel, TargetModules.Count);
    }
}
