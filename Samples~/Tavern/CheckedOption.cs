using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Repartee.Sessions;
using Repartee.Training.Native;

namespace Repartee.Samples.Tavern;

/// <summary>Options that say in one line what they expected and what they found.</summary>
internal static class CheckedOption
{
    public static Option<T?> Whole<T>(string name, T least, T most, string description) where T : struct, IBinaryInteger<T> => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = found =>
        {
            string text = found.Tokens[0].Value;
            bool isWhole = T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T value);
            if (isWhole && value >= least && value <= most)
                return value;
            found.AddError($"{name}: expected a whole number from {least} to {most}, but found \"{text}\". Write {name} N.");
            return null;
        },
    };

    public static Option<string?> Path(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = description,
        CustomParser = found =>
        {
            string text = found.Tokens[0].Value;
            if (text.Trim().Length > 0)
                return text;
            found.AddError($"{name}: expected a path, but found \"{text}\". Write {name} {value}.");
            return null;
        },
    };

    public static Option<bool> Flag(string name, string description) => new(name) { Arity = ArgumentArity.Zero, Description = description };

    public static Option<DeviceChoice> Device(string name, string description) => new(name)
    {
        HelpName = "auto|cpu|cuda",
        Description = description,
        CustomParser = found =>
        {
            switch (found.Tokens[0].Value)
            {
                case "auto": return DeviceChoice.Auto;
                case "cpu": return DeviceChoice.Cpu;
                case "cuda": return DeviceChoice.Cuda;
            }

            found.AddError($"{name}: expected auto, cpu or cuda, but found \"{found.Tokens[0].Value}\". Write {name} auto.");
            return default;
        },
    };
}
