using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Repartee.Fuzz.Tests.Mutations;

/// <summary>Where the values and names of sound JSON (one root or one a line) lie.</summary>
internal sealed class JsonPlaces
{
    private JsonPlaces(List<Range> values, List<Range> names, List<Range> members) => (Values, Names, Members) = (values, names, members);

    /// <summary>Values of every kind, objects and lists as a whole.</summary>
    internal IReadOnlyList<Range> Values { get; }

    /// <summary>Names of members, with their quotes.</summary>
    internal IReadOnlyList<Range> Names { get; }

    /// <summary>Name, colon and value.</summary>
    internal IReadOnlyList<Range> Members { get; }

    internal static JsonPlaces Of(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { AllowMultipleValues = true });
        var places = new JsonPlaces([], [], []);
        var open = new Stack<int>();
        var named = new Stack<int>();                                           // begins of the names whose values are not over yet
        int name = -1;
        while (reader.Read())
        {
            int start = (int)reader.TokenStartIndex, end = (int)reader.BytesConsumed;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    ((List<Range>)places.Names).Add(start..(end - 1));          // without the colon
                    name = start;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open.Push(start);
                    named.Push(name);
                    name = -1;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    places.Add(open.Pop(), end, named.Pop());
                    name = -1;
                    break;
                default:
                    places.Add(start, end, name);
                    name = -1;
                    break;
            }
        }

        return places;
    }

    private void Add(int start, int end, int name)
    {
        ((List<Range>)Values).Add(start..end);
        if (name >= 0)
            ((List<Range>)Members).Add(name..end);
    }
}
