using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Samples.Cli.Inspect;

/// <summary>One value of metadata.</summary>
/// <param name="Type">In GGUF's words, such as uint32 or string[].</param>
/// <param name="Count">Items of an array; null for a single value.</param>
/// <param name="Value">The value; of an array, its first items.</param>
internal sealed record MetadataFacts(string Key, string Type, int? Count, object Value)
{
    /// <summary>Items of an array that are shown.</summary>
    public const int Shown = 8;

    private static readonly Dictionary<Type, string> Names = new()
    {
        [typeof(byte)] = "uint8",
        [typeof(sbyte)] = "int8",
        [typeof(ushort)] = "uint16",
        [typeof(short)] = "int16",
        [typeof(uint)] = "uint32",
        [typeof(int)] = "int32",
        [typeof(ulong)] = "uint64",
        [typeof(long)] = "int64",
        [typeof(float)] = "float32",
        [typeof(double)] = "float64",
        [typeof(bool)] = "bool",
        [typeof(string)] = "string",
    };

    public static MetadataFacts Of(KeyValuePair<string, object> pair)
    {
        if (pair.Value is not Array items)
            return new MetadataFacts(pair.Key, Names[pair.Value.GetType()], null, pair.Value);
        string type = Names[items.GetType().GetElementType()!] + "[]";
        return new MetadataFacts(pair.Key, type, items.Length, items.Cast<object>().Take(Shown).ToArray());
    }
}
