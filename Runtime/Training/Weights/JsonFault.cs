#nullable enable
using System;
using System.Text.Json;

namespace Repartee.Training.Weights
{
    /// <summary>What is wrong with JSON, for a message.</summary>
    internal static class JsonFault
    {
        private const int Longest = 300;                                        // the reader may quote the rest of the file

        /// <summary>The reader's reason with the line it names, counted from 1; without one where only a text is at fault.</summary>
        internal static string WithLine(Exception fault) => fault is JsonException json && json.LineNumber is long line
            ? $"a fault in line {line + 1}: {Reason(fault)}"
            : $"a fault: {Reason(fault)}";

        /// <summary>The reader's reason without its place, which it adds to the end.</summary>
        internal static string Reason(Exception fault)
        {
            int end = fault.Message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
            string reason = end < 0 ? fault.Message : fault.Message.Substring(0, end);
            return reason.Length <= Longest ? reason : reason.Substring(0, Longest) + "...";
        }
    }
}
