#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Training.Critic;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Training.RewardModel
{
    /// <summary>A reward model's folder: <c>reward_model.safetensors</c>, the head, float32; and <c>reward_model.json</c>.</summary>
    internal static class RewardModelFile
    {
        internal const string WeightsFile = "reward_model.safetensors";
        internal const string InfoFile = "reward_model.json";

        /// <summary>Writes both files, the description last: it names the other's hash.</summary>
        internal static void Write(string folder, ValueHead head, RewardModelInfo info)
        {
            Directory.CreateDirectory(folder);
            var values = head.Arena.ToArray();
            var tensors = head.Arena.Layout.Slots
                .Select(s => new SafetensorsTensor(s.Name, s.Shape, values.AsMemory((int)s.Offset, (int)s.Count)));
            string weights = Path.Combine(folder, WeightsFile);
            SafetensorsWriter.Write(weights, tensors, SafetensorsDType.F32, new Dictionary<string, string> { ["format"] = "pt" });
            (info with { HeadHash = ContentHash.OfFile(weights) }).Write(Path.Combine(folder, InfoFile));
        }

        /// <summary>Reads the description and checks that the weights are those it was written with.</summary>
        /// <exception cref="IOException">A file is missing; so for InvalidDataException: it is not what it should be.</exception>
        internal static RewardModelInfo ReadInfo(string folder)
        {
            foreach (string name in new[] { InfoFile, WeightsFile })
            {
                string file = Path.Combine(folder, name);
                if (!File.Exists(file))
                {
                    throw new FileNotFoundException(
                        $"Expected a reward model's folder with {InfoFile} and {WeightsFile}, but {Path.GetFullPath(folder)} lacks " +
                        $"{name}. Name the folder that RewardModelTrainer.Save wrote.", file);
                }
            }

            var info = RewardModelInfo.Read(Path.Combine(folder, InfoFile));
            string weights = Path.Combine(folder, WeightsFile);
            if (ContentHash.OfFile(weights) != info.HeadHash)
            {
                throw new InvalidDataException(
                    $"{weights}: expected the weights that {InfoFile} beside it was written with, but found other content. " +
                    "Train the reward model again, or copy both files from one place.");
            }

            return info;
        }

        /// <summary>The frozen head; the caller owns it.</summary>
        /// <exception cref="InvalidDataException">A tensor is missing or has another shape; the message names it.</exception>
        internal static ValueHead ReadHead(string folder, RewardModelInfo info, torch.Device device)
        {
            using var file = SafetensorsFile.Open(Path.Combine(folder, WeightsFile));
            var head = new ValueHead(info.HiddenSize, device, trainable: false);
            try
            {
                var layout = head.Arena.Layout;
                var wanted = layout.Slots.Select(s => (s.Name, s.Shape)).ToArray();
                RequiredTensors.Check(file.FilePath, file.Entries, _ => file.FilePath, wanted);
                var values = new float[layout.Count];
                foreach (var slot in layout.Slots)
                    file.ReadFloat32(slot.Name, values.AsSpan((int)slot.Offset, (int)slot.Count));
                head.Arena.Load(values);
                return head;
            }
            catch
            {
                head.Dispose();
                throw;
            }
        }

        /// <summary>Tells trained models apart: the head and its normalisation.</summary>
        internal static string HashOf(string folder) =>
            $"{ContentHash.OfFile(Path.Combine(folder, WeightsFile))} {ContentHash.OfFile(Path.Combine(folder, InfoFile))}";
    }
}
