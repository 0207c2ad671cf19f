using System;
using System.Collections.Generic;

namespace Repartee.Fuzz.Tests.Mutations;

/// <summary>Where the elements of a sound MessagePack message lie, lists and maps as a whole.</summary>
internal static class PackPlaces
{
    internal static List<Range> Of(byte[] message)
    {
        var places = new List<Range>();
        for (int at = 0; at < message.Length;)
            at = Read(message, at, places);
        return places;
    }

    // Sound messages are not deep.
    private static int Read(byte[] message, int at, List<Range> places)
    {
        int place = places.Count;
        places.Add(at..at);
        int first = message[at];
        (int header, int bytes, int elements) = first switch
        {
            < 0x80 or >= 0xe0 or 0xc0 or 0xc2 or 0xc3 => (1, 0, 0),
            < 0x90 => (1, 0, 2 * (first & 15)),
            < 0xa0 => (1, 0, first & 15),
            < 0xc0 => (1, first & 31, 0),
            0xc4 or 0xd9 => (2, Number(message, at, 1), 0),
            0xc5 or 0xda => (3, Number(message, at, 2), 0),
            0xc6 or 0xdb => (5, Number(message, at, 4), 0),
            0xca or 0xce or 0xd2 => (5, 0, 0),
            0xcb or 0xcf or 0xd3 => (9, 0, 0),
            0xcc or 0xd0 => (2, 0, 0),
            0xcd or 0xd1 => (3, 0, 0),
            0xdc => (3, 0, Number(message, at, 2)),
            0xdd => (5, 0, Number(message, at, 4)),
            0xde => (3, 0, 2 * Number(message, at, 2)),
            0xdf => (5, 0, 2 * Number(message, at, 4)),
            _ => throw new ArgumentException($"Expected a sound message, but found the type 0x{first:x2} at {at}.", nameof(message)),
        };
        int end = at + header + bytes;
        for (; elements > 0; elements--)
            end = Read(message, end, places);
        places[place] = at..end;
        return end;
    }

    private static int Number(byte[] message, int at, int size)
    {
        int number = 0;
        for (int i = 1; i <= size; i++)
            number = (number << 8) | message[at + i];
        return number;
    }
}
