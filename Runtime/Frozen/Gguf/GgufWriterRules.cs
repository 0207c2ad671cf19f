#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Internal;

namespace Repartee.Frozen.Gguf
{
    /// <summary>What a file to write must keep to, so that it can be read again, by llama.cpp too.</summary>
    internal static class GgufWriterRules
    {
        private const int MostNameBytes = GgufTensorTable.MostNameBytes - 1; // llama.cpp keeps one for its terminator

        /// <exception cref="ArgumentException">A rule is broken; the message names key or tensor.</exception>
        internal static void Require(IReadOnlyCollection<KeyValuePair<string, object>> metadata, IReadOnlyCollection<GgufTensor> tensors)
        {
            RequireAtMost("the file", metadata.Count, GgufHeader.MostKeys, "keys of metadata");
            RequireAtMost("the file", tensors.Count, GgufHeader.MostTensors, "tensors");
            var keys = new HashSet<string>(StringComparer.Ordinal);
            foreach (KeyValuePair<string, object> pair in metadata)
            {
                RequireName("metadata", pair.Key, GgufHeader.MostKeyBytes, keys);
                RequireValue(pair.Key, pair.Value);
            }

            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (GgufTensor tensor in tensors) RequireName("tensor", tensor.Name, MostNameBytes, names);
        }

        private static void RequireName(string kind, string name, int mostBytes, HashSet<string> others)
        {
            RequireWellFormed($"{kind} '{GgufText.Shorten(name)}'", name);
            if (name.Length == 0) throw new ArgumentException($"Expected a name for every {kind}, but found an empty one. Name it.");
            RequireAtMost($"the name of {kind} '{GgufText.Shorten(name)}'", GgufOutput.ByteCount(name), mostBytes, "bytes in UTF-8");
            if (!others.Add(name))
                throw new ArgumentException($"Expected {kind} '{GgufText.Shorten(name)}' once, but found it twice. Leave one out.");
        }

        private static void RequireValue(string key, object value)
        {
            string place = $"metadata '{GgufText.Shorten(key)}'";
            Type type = value?.GetType() ?? throw new ArgumentException($"Expected a value for {place}, but found null. Leave it out.");
            if (GgufValueTypes.Of(type.IsSZArray ? type.GetElementType()! : type) is null)
                throw new ArgumentException(
                    $"Expected {place} to be a number, a bool, a string or an array of one of these, but found {type.Name}. Convert it.");
            if (key == GgufHeader.AlignmentKey && !GgufHeader.DefaultAlignment.Equals(value))
                throw new ArgumentException(
                    $"Expected {place} to be {GgufHeader.DefaultAlignment} as a uint, but found {value}. Leave it out.");
            if (value is string text) RequireText(place, text);
            if (value is Array items) RequireAtMost(place, items.LongLength, GgufInput.MostItems, "items");
            if (value is string[] texts)
                foreach (string item in texts) RequireText(place, item);
        }

        private static void RequireText(string place, string? text)
        {
            if (text is null) throw new ArgumentException($"Expected texts in {place}, but found null. Write an empty text.");
            RequireWellFormed(place, text);
            RequireAtMost(place, GgufOutput.ByteCount(text), GgufInput.MostTextBytes, "bytes of text");
        }

        private static void RequireWellFormed(string place, string text)
        {
            if (!ReferenceEquals(WellFormedText.Repair(text), text))
                throw new ArgumentException(
                    $"Expected {place} to be well-formed text, but found half of a surrogate pair. Repair it.");
        }

        private static void RequireAtMost(string place, long found, long most, string things)
        {
            if (found > most)
                throw new ArgumentException($"Expected {place} to have at most {most} {things}, but found {found}. Shorten it.");
        }
    }
}
