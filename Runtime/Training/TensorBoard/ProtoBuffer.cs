#nullable enable
using System;
using System.IO;
using System.Text;

namespace Repartee.Training.TensorBoard
{
    /// <summary>A protobuf message in the making, as far as events need it: fields in the order of the calls.</summary>
    internal sealed class ProtoBuffer
    {
        private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;      // wire types

        private readonly MemoryStream bytes = new MemoryStream();

        internal ProtoBuffer Integer(int field, long value)
        {
            Key(field, Varint);
            Number(unchecked((ulong)value));
            return this;
        }

        internal ProtoBuffer Double(int field, double value)
        {
            Key(field, Fixed64);
            LittleEndian(unchecked((ulong)BitConverter.DoubleToInt64Bits(value)), 8);
            return this;
        }

        internal ProtoBuffer Float(int field, float value)
        {
            Key(field, Fixed32);
            LittleEndian(unchecked((uint)BitConverter.SingleToInt32Bits(value)), 4);
            return this;
        }

        internal ProtoBuffer Text(int field, string value) => Data(field, Encoding.UTF8.GetBytes(value));

        internal ProtoBuffer Message(int field, ProtoBuffer value) => Data(field, value.ToArray());

        internal byte[] ToArray() => bytes.ToArray();

        private ProtoBuffer Data(int field, byte[] value)
        {
            Key(field, Bytes);
            Number((ulong)value.Length);
            bytes.Write(value, 0, value.Length);
            return this;
        }

        private void Key(int field, int wireType) => Number((ulong)(field << 3 | wireType));

        private void Number(ulong value)
        {
            for (; value > 0x7F; value >>= 7)
                bytes.WriteByte((byte)(value | 0x80));
            bytes.WriteByte((byte)value);
        }

        private void LittleEndian(ulong value, int count)
        {
            for (int i = 0; i < count; i++)
                bytes.WriteByte((byte)(value >> (8 * i)));
        }
    }
}
