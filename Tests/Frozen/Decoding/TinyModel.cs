#nullable enable
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Tests.Decoding
{
    /// <summary>Small GGUF files with random weights whose logits have a standard deviation of about 1.</summary>
    internal static class TinyModel
    {
        /// <summary>The shape that tests use which do not care.</summary>
        internal static FrozenConfig Plain { get; } = new FrozenConfig
        {
            Architecture = "llama",
            VocabSize = 40,
            HiddenSize = 24,
            IntermediateSize = 40,
            Layers = 2,
            Heads = 4,
            KeyValueHeads = 2,
            HeadDim = 8,
            ContextLength = 256,
            RmsNormEps = 1e-5f,
            RopeTheta = 500,
        };

        /// <summary>Writes a file.</summary>
        /// <param name="path">Where.</param>
        /// <param name="config">The shape.</param>
        /// <param name="type">How a matrix is stored; vectors are float32 always. Null: everything float32.</param>
        /// <param name="seed">Decides the weights.</param>
        /// <param name="more">Metadata besides the shape.</param>
        /// <param name="change">Changes a tensor's elements before they are written.</param>
        internal static void Write(
            string path, FrozenConfig config, Func<string, GgufType>? type = null, int seed = 1,
            IEnumerable<KeyValuePair<string, object>>? more = null, Action<string, float[]>? change = null)
        {
            GgufTensor Tensor((string Name, long[] Shape) tensor, int index)
            {
                float[] elements = Elements(config, tensor.Name, tensor.Shape, new Random(seed * 1000 + index));
                change?.Invoke(tensor.Name, elements);
                GgufType stored = tensor.Shape.Length == 1 || type is null ? GgufType.F32 : type(tensor.Name);
                return new GgufTensor(
                    tensor.Name, tensor.Shape, stored, (first, part) => elements.AsSpan((int)first, part.Length).CopyTo(part));
            }

            GgufWriter.Write(
                path, Metadata(config).Concat(more ?? Array.Empty<KeyValuePair<string, object>>()),
                FrozenTensors.Of(config).Select(Tensor).ToArray());
        }

        /// <summary>Makes BF16 of an F16 tensor of a file, which the writer does not write: the same elements, rounded down.</summary>
        internal static void RetypeAsBF16(string path, string tensor)
        {
            float[] elements;
            long offset;
            using (GgufFile file = GgufFile.Open(path))
            {
                elements = new float[file.Tensors[tensor].Elements];
                file.ReadFloat32(tensor, 0, elements);
                offset = file.Tensors[tensor].Offset;
            }

            byte[] bytes = File.ReadAllBytes(path);
            int name = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(tensor));
            int sizes = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(name + tensor.Length));
            bytes[name + tensor.Length + 4 + 8 * sizes] = (byte)GgufType.BF16;
            for (int i = 0; i < elements.Length; i++)
                BinaryPrimitives.WriteInt16LittleEndian(
                    bytes.AsSpan((int)offset + 2 * i), (short)(BitConverter.SingleToInt32Bits(elements[i]) >> 16));
            File.WriteAllBytes(path, bytes);
        }

        /// <summary>Overwrites bytes of a tensor.</summary>
        internal static void Damage(string path, string tensor, long firstByte, params byte[] bytes)
        {
            long offset;
            using (GgufFile file = GgufFile.Open(path)) offset = file.Tensors[tensor].Offset;
            using FileStream stream = File.OpenWrite(path);
            stream.Position = offset + firstByte;
            stream.Write(bytes);
        }

        private static IEnumerable<KeyValuePair<string, object>> Metadata(FrozenConfig config)
        {
            KeyValuePair<string, object> Of(string key, object value) => KeyValuePair.Create($"{config.Architecture}.{key}", value);
            yield return KeyValuePair.Create("general.architecture", (object)config.Architecture);
            yield return Of("context_length", (uint)config.ContextLength);
            yield return Of("embedding_length", (uint)config.HiddenSize);
            yield return Of("feed_forward_length", (uint)config.IntermediateSize);
            yield return Of("block_count", (uint)config.Layers);
            yield return Of("attention.head_count", (uint)config.Heads);
            yield return Of("attention.head_count_kv", (uint)config.KeyValueHeads);
            yield return Of("attention.key_length", (uint)config.HeadDim);
            yield return Of("attention.layer_norm_rms_epsilon", config.RmsNormEps);
            yield return Of("rope.freq_base", config.RopeTheta);
        }

        private static float[] Elements(FrozenConfig config, string name, long[] shape, Random random)
        {
            var elements = new float[shape.Aggregate(1L, (product, size) => product * size)];
            if (name == FrozenTensors.RopeFactors) return config.RopeFrequencyFactors.ToArray();
            bool norm = name.EndsWith("norm.weight", StringComparison.Ordinal), vector = shape.Length == 1;
            bool lookedUp = name == FrozenTensors.Embedding && !config.TieWordEmbeddings;
            double deviation = norm ? 0.2 : vector ? 0.3 : lookedUp ? 1 : 1 / Math.Sqrt(shape[1]);
            for (int i = 0; i < elements.Length; i++)
            {
                // The sum of three uniform numbers in -1..1 has a standard deviation of 1 and looks normal enough.
                double normal = 2 * (random.NextDouble() + random.NextDouble() + random.NextDouble()) - 3;
                elements[i] = (float)((norm ? 1 : 0) + deviation * normal);
            }

            return elements;
        }
    }
}
