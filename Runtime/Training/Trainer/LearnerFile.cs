#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Training.Optimization;
using Repartee.Training.Ppo;
using Repartee.Training.Weights;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// <c>learner.safetensors</c>: every trained part and its moments under torch.optim's names (<c>exp_avg</c>, <c>exp_avg_sq</c>), float32,
    /// bit for bit. A file of its own because it may be larger than MessagePack's 2 GiB.
    /// </summary>
    internal static class LearnerFile
    {
        internal const string Name = "learner.safetensors";

        internal static void Write(string path, LearnerState learner) =>
            SafetensorsWriter.Write(path, learner.Parts.SelectMany(Tensors), SafetensorsDType.F32);

        /// <summary>Reads the parts whose names and optimiser steps the state lists.</summary>
        internal static List<PartState> Read(string path, IReadOnlyList<(string Part, float Steps)> parts)
        {
            using var file = SafetensorsFile.Open(path);
            return parts.Select(p => new PartState(
                p.Part, Floats(file, p.Part), new OptimizerState(Floats(file, First(p.Part)), Floats(file, Second(p.Part)), p.Steps))).ToList();
        }

        private static string First(string part) => part + ".exp_avg";

        private static string Second(string part) => part + ".exp_avg_sq";

        private static IEnumerable<SafetensorsTensor> Tensors(PartState part)
        {
            yield return Tensor(part.Name, part.Values);
            yield return Tensor(First(part.Name), part.Optimizer.First);
            yield return Tensor(Second(part.Name), part.Optimizer.Second);
        }

        private static SafetensorsTensor Tensor(string name, float[] values) => new SafetensorsTensor(name, new[] { values.LongLength }, values);

        private static float[] Floats(SafetensorsFile file, string name)
        {
            if (!file.Entries.TryGetValue(name, out var entry))
                throw new InvalidDataException(
                    $"{file.FilePath}: expected \"{name}\", but found none. Delete the checkpoint's folder to resume from the one before.");
            var values = new float[entry.Elements];
            file.ReadFloat32(name, values);
            return values;
        }
    }
}
