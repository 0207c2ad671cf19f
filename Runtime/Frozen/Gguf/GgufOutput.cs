#nullable enable
using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Repartee.Frozen.Gguf
{
    /// <summary>Little-endian values into a stream.</summary>
    internal sealed class GgufOutput
    {
        private static readonly UTF8Encoding StrictUtf8 = new UTF8Encoding(false, true);
        private readonly Stream stream;

        internal GgufOutput(Stream stream) => this.stream = stream;

        internal long Position => stream.Position;

        /// <exception cref="ArgumentException">The text is not well-formed.</exception>
        internal static int ByteCount(string text) => StrictUtf8.GetByteCount(text);

        internal void Scalar<T>(T value) where T : unmanaged
        {
            Span<T> one = stackalloc T[1] { value };
            stream.Write(MemoryMarshal.AsBytes(one));
        }

        internal void Text(string text)
        {
            byte[] bytes = StrictUtf8.GetBytes(text);
            Scalar((ulong)bytes.Length);
            stream.Write(bytes, 0, bytes.Length);
        }

        /// <summary>A text without its length.</summary>
        internal void Ascii(string text) => stream.Write(Encoding.ASCII.GetBytes(text));

        internal void TypedValue(object value)
        {
            if (value is Array items)
            {
                Scalar((uint)GgufValueType.Array);
                Scalar((uint)GgufValueTypes.Of(items.GetType().GetElementType()!)!);
                Scalar((ulong)items.Length);
                foreach (object item in items) Value(item);
            }
            else
            {
                Scalar((uint)GgufValueTypes.Of(value.GetType())!);
                Value(value);
            }
        }

        internal void Pad(uint alignment)
        {
            for (long left = GgufTensorTable.Align(stream.Position, alignment) - stream.Position; left > 0; left--) stream.WriteByte(0);
        }

        private void Value(object value)
        {
            switch (value)
            {
                case byte number: Scalar(number); break;
                case sbyte number: Scalar(number); break;
                case ushort number: Scalar(number); break;
                case short number: Scalar(number); break;
                case uint number: Scalar(number); break;
                case int number: Scalar(number); break;
                case ulong number: Scalar(number); break;
                case long number: Scalar(number); break;
                case float number: Scalar(number); break;
                case double number: Scalar(number); break;
                case bool flag: Scalar((byte)(flag ? 1 : 0)); break;
                default: Text((string)value); break;
            }
        }
    }
}
