using System;
using System.Text.RegularExpressions;

namespace Repartee.Samples.Tavern;

/// <summary>The program was asked for something it can not do. The message is one line: expected, found, what to do.</summary>
internal sealed class UsageException(string message, Exception? cause = null)
    : Exception(Regex.Replace(message.Trim(), @"\s*\n\s*", " "), cause);
