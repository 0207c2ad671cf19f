#nullable enable
using System;

namespace Repartee.Frozen.Gguf
{
    /// <summary>The types of metadata, with their numbers in the file.</summary>
    internal enum GgufValueType : uint
    {
        UInt8 = 0,
        Int8 = 1,
        UInt16 = 2,
        Int16 = 3,
        UInt32 = 4,
        Int32 = 5,
        Float32 = 6,
        Bool = 7,
        String = 8,
        Array = 9,
        UInt64 = 10,
        Int64 = 11,
        Float64 = 12,
    }

    /// <summary>Which type of metadata holds which type of .NET.</summary>
    internal static class GgufValueTypes
    {
        private static readonly (GgufValueType Type, Type Clr)[] Scalars =
        {
            (GgufValueType.UInt8, typeof(byte)), (GgufValueType.Int8, typeof(sbyte)),
            (GgufValueType.UInt16, typeof(ushort)), (GgufValueType.Int16, typeof(short)),
            (GgufValueType.UInt32, typeof(uint)), (GgufValueType.Int32, typeof(int)),
            (GgufValueType.UInt64, typeof(ulong)), (GgufValueType.Int64, typeof(long)),
            (GgufValueType.Float32, typeof(float)), (GgufValueType.Float64, typeof(double)),
            (GgufValueType.Bool, typeof(bool)), (GgufValueType.String, typeof(string)),
        };

        /// <summary>Null if metadata cannot hold it; never <see cref="GgufValueType.Array"/>.</summary>
        internal static GgufValueType? Of(Type clr)
        {
            foreach ((GgufValueType type, Type other) in Scalars)
                if (other == clr) return type;
            return null;
        }

        /// <summary>For messages: "UInt32", or "array of String".</summary>
        internal static string Name(Type clr) =>
            clr.IsArray ? $"array of {Name(clr.GetElementType()!)}" : Of(clr)?.ToString() ?? clr.Name;
    }
}
