using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Numerics;

namespace Repartee.Samples.Cli.Options;

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

    /// <summary>A number of which only the form is checked; its range is the library's to check.</summary>
    public static Option<double?> Number(string name, string description) => new(name)
    {
        HelpName = "X",
        Description = description,
        CustomParser = found =>
        {
            if (ParseNumber(found.Tokens[0].Value) is double value)
                return value;
            found.AddError($"{name}: expected a number such as 0.5 or 1e-4, but found \"{found.Tokens[0].Value}\". Write {name} X.");
            return null;
        },
    };

    /// <summary>Text that is not blank.</summary>
    public static Option<string?> Text(string name, string value, string description, bool required = false) => new(name)
    {
        HelpName = value,
        Description = description,
        Required = required,
        CustomParser = found =>
        {
            string text = found.Tokens[0].Value;
            if (text.Trim().Length > 0)
                return text;
            found.AddError($"{name}: expected {value}, but found \"{text}\". Write {name} {value}.");
            return null;
        },
    };

    public static Option<bool> Flag(string name, string description) => new(name) { Arity = ArgumentArity.Zero, Description = description };

    /// <summary>One of some words. The first is the default, and its value the type's.</summary>
    public static Option<T> Choice<T>(string name, string description, params (string Word, T Value)[] choices) => new(name)
    {
        HelpName = string.Join('|', choices.Select(choice => choice.Word)),
        Description = $"{description} [default: {choices[0].Word}].",
        CustomParser = found =>
        {
            string text = found.Tokens[0].Value;
            int index = Array.FindIndex(choices, choice => choice.Word == text);
            if (index >= 0)
                return choices[index].Value;
            string words = string.Join(", ", choices.SkipLast(1).Select(choice => choice.Word)) + " or " + choices[^1].Word;
            found.AddError($"{name}: expected {words}, but found \"{text}\". Write {name} {choices[0].Word}.");
            return choices[0].Value;
        },
    };

    /// <summary>Whether the command line has an option.</summary>
    public static bool Has(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The finite number that a text is, or null.</summary>
    public static double? ParseNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;
}
