#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Training.Optimization;
using Repartee.Training.Weights;

namespace Repartee.Training.Checkpoints
{
    /// <summary>
    /// <c>learner.safetensors</c>: every trained part and its moments under torch.optim's names (<c>exp_avg</c>, <c>exp_avg_sq</c>),
    /// float32, bit for bit; and further arrays by their names.
    /// </summary>
    internal static class PartsFile
    {
        internal const string Name = "learner.safetensors";

        private const string Remedy = "Delete the checkpoint's folder to resume from the one before.";

        internal static void Write(string path, IEnumerable<PartState> parts, params (string Name, float[] Values)[] more) =>
            SafetensorsWriter.Write(
                path, parts.SelectMany(Tensors).Concat(more.Select(array => Tensor(array.Name, array.Values))), SafetensorsDType.F32);

        /// <summary>Reads the parts whose names and optimiser steps the state lists.</summary>
        internal static List<PartState> Read(string path, IEnumerable<(string Part, float Steps)> parts)
        {
            using var file = SafetensorsFile.Open(path);
            return parts.Select(p => new PartState(
                p.Part, Floats(file, p.Part),
                new OptimizerState(Floats(file, First(p.Part)), Floats(file, Second(p.Part)), p.Steps))).ToList();
        }

        /// <summary>Reads a part of this many numbers.</summary>
        /// <exception cref="InvalidDataException">There are fewer or more, or none.</exception>
        internal static PartState Read(string path, string part, float steps, long count)
        {
            using var file = SafetensorsFile.Open(path);
            var names = new[] { part, First(part), Second(part) };
            var values = names.Select(name => Floats(file, name, count)).ToArray();
            return new PartState(part, values[0], new OptimizerState(values[1], values[2], steps));
        }

        /// <summary>Reads one of the further arrays.</summary>
        /// <exception cref="InvalidDataException">It has another length, or is missing.</exception>
        internal static float[] Read(string path, string name, long count)
        {
            using var file = SafetensorsFile.Open(path);
            return Floats(file, name, count);
        }

        private static string First(string part) => part + ".exp_avg";

        private static string Second(string part) => part + ".exp_avg_sq";

        private static IEnumerable<SafetensorsTensor> Tensors(PartState part)
        {
            yield return Tensor(part.Name, part.Values);
            yield return Tensor(First(part.Name), part.Optimizer.First);
            yield return Tensor(Second(part.Name), part.Optimizer.Second);
        }

        private static SafetensorsTensor Tensor(string name, float[] values) =>
            new SafetensorsTensor(name, new[] { values.LongLength }, values);

        private static float[] Floats(SafetensorsFile file, string name, long? count = null)
        {
            if (!file.Entries.TryGetValue(name, out var entry))
                throw new InvalidDataException($"{file.FilePath}: expected \"{name}\", but found none. {Remedy}");
            if (count is long wanted && entry.Elements != wanted)
            {
                throw new InvalidDataException(
                    $"{file.FilePath}: expected {wanted} numbers as \"{name}\", but found {entry.Elements}. {Remedy}");
            }

            var values = new float[entry.Elements];
            file.ReadFloat32(name, values);
            return values;
        }
    }
}
