using System;
using System.Text.RegularExpressions;
using Repartee.Samples.Cli.Display;

namespace Repartee.Samples.Cli;

/// <summary>The program was asked for something it can not do. The message is one line: expected, found, what to do.</summary>
internal sealed class UsageException(string message, string? usage = null, Exception? cause = null) : Exception(OneLine(message), cause)
{
    /// <summary>How to write the command, where the arguments were at fault; otherwise null.</summary>
    public string? Usage { get; } = usage;

    /// <summary>
    /// A message of any exception in one line, without the name of a parameter, which nobody outside the code knows. It may quote a file,
    /// and a file may hold what a terminal obeys.
    /// </summary>
    public static string OneLine(string message) =>
        VisibleText.OneLine(Regex.Replace(message.Trim(), @" \(Parameter '\w+'\)$", ""));
}
