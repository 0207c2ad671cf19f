#nullable enable
using System.Globalization;
using System.IO;
using System.Linq;

namespace Repartee.Sessions
{
    /// <summary>Which adapters can be built.</summary>
    internal static class AdapterConfigRules
    {
        private const int MaxRank = 1024;

        internal static void Check(AdapterConfig config, string file)
        {
            if (config.Rank < 1 || config.Rank > MaxRank) throw Fault(file, "r", $"from 1 to {MaxRank}", Shown(config.Rank));
            if (!(config.Alpha > 0 && config.Alpha <= 1e6)) throw Fault(file, "lora_alpha", "above 0 and at most 1e6", Shown(config.Alpha));
            if (!(config.Dropout >= 0 && config.Dropout < 1))
                throw Fault(file, "lora_dropout", "from 0 to below 1", Shown(config.Dropout));
            string expected = $"some of {string.Join(", ", AdapterConfig.AllModules)}";
            if (config.TargetModules.Count == 0) throw Fault(file, "target_modules", expected, "none");
            string? unknown = config.TargetModules.Except(AdapterConfig.AllModules).FirstOrDefault();
            if (unknown != null) throw Fault(file, "target_modules", expected, $"\"{unknown}\"");
        }

        private static InvalidDataException Fault(string file, string name, string expected, string found) =>
            new InvalidDataException(
                $"{file}: expected {name} to be {expected}, but found {found}. Correct it, or train the adapter anew with such values.");

        private static string Shown(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    }
}
