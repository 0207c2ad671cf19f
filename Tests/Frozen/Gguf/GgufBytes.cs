#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Repartee.Frozen.Tests.Gguf
{
    /// <summary>A GGUF file by hand, right or wrong: nothing is checked.</summary>
    internal sealed class GgufBytes
    {
        private readonly MemoryStream bytes = new MemoryStream();

        internal static byte[] File(uint version, ulong tensors, ulong keys, params Action<GgufBytes>[] parts)
        {
            var file = new GgufBytes();
            file.Raw(Encoding.ASCII.GetBytes("GGUF")).U32(version).U64(tensors).U64(keys);
            foreach (Action<GgufBytes> part in parts) part(file);
            return file.bytes.ToArray();
        }

        internal static Action<GgufBytes> Key(string key, uint type, params byte[] value) =>
            file => file.Text(key).U32(type).Raw(value);

        internal static Action<GgufBytes> Tensor(string name, uint type, ulong offset, params long[] innermostFirst) => file =>
        {
            file.Text(name).U32((uint)innermostFirst.Length);
            foreach (long size in innermostFirst) file.U64((ulong)size);
            file.U32(type).U64(offset);
        };

        internal static Action<GgufBytes> Data(int count) => file =>
        {
            while (file.bytes.Length % 32 != 0) file.bytes.WriteByte(0);
            file.Raw(new byte[count]);
        };

        internal static byte[] Join(params byte[][] parts)
        {
            var all = new List<byte>();
            foreach (byte[] part in parts) all.AddRange(part);
            return all.ToArray();
        }

        internal static string Hex(byte[] bytes) => BitConverter.ToString(bytes).Replace("-", "");

        internal GgufBytes U32(uint value) => Raw(BitConverter.GetBytes(value));

        internal GgufBytes U64(ulong value) => Raw(BitConverter.GetBytes(value));

        internal GgufBytes Text(string text) => U64((ulong)Encoding.UTF8.GetByteCount(text)).Raw(Encoding.UTF8.GetBytes(text));

        private GgufBytes Raw(byte[] part)
        {
            bytes.Write(part, 0, part.Length);
            return this;
        }
    }
}
