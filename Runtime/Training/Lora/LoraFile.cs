#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Weights;

namespace Repartee.Training.Lora
{
    /// <summary>
    /// An adapter in PEFT's format: <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>. Python's <c>peft</c> opens what is
    /// written here, and the other way round.
    /// </summary>
    internal static class LoraFile
    {
        /// <summary>The adapter that is to learn on an actor: the one it comes with, whose file is checked, a fresh one, or null for none.
        /// </summary>
        /// <exception cref="ArgumentException">The actor comes with one, and a fresh one is wanted.</exception>
        /// <exception cref="InvalidDataException">The adapter's file does not fit its configuration and the actor.</exception>
        internal static AdapterConfig? ConfigFor(ActorFolder actor, AdapterConfig? fresh)
        {
            if (actor.AdapterPath is null)
                return fresh;
            if (fresh is null)
            {
                var config = AdapterConfigFile.Load(actor.AdapterPath);
                using var file = SafetensorsFile.Open(Path.Combine(actor.AdapterPath, AdapterConfigFile.WeightsName));
                Check(file, new LoraLayout(new ActorLayout(actor.Config), config));
                return config;
            }

            throw new ArgumentException(
                $"Lora: expected nothing, because the actor comes with the adapter {actor.AdapterPath}, which goes on learning, but found a fresh one. " +
                "Leave it null, or name the backbone's folder alone.");
        }

        /// <summary>Gives an adapter the numbers that the actor comes with, or those of a fresh one.</summary>
        internal static void LoadOrInitialize(ActorFolder actor, LoraAdapter adapter, ulong seed)
        {
            if (actor.AdapterPath is null)
                adapter.Initialize(CounterRandom.Derive(seed, 8));
            else
                Load(actor.AdapterPath, adapter);
        }

        /// <summary>Reads an adapter's matrices; its layout is that of the folder's own configuration.</summary>
        /// <exception cref="InvalidDataException">A matrix is missing, has another shape, or is one too many; the message names it.</exception>
        internal static void Load(string folder, LoraAdapter adapter) => adapter.Arena.Load(Read(folder, adapter.Layout));

        /// <summary>The same as an array in the order of the layout.</summary>
        internal static float[] Read(string folder, LoraLayout layout)
        {
            using var file = SafetensorsFile.Open(Path.Combine(folder, AdapterConfigFile.WeightsName));
            Check(file, layout);
            var values = new float[layout.Parameters.Count];
            foreach (var tensor in layout.Checkpoint)
                file.ReadFloat32(tensor.Name, values.AsSpan((int)tensor.Offset, (int)tensor.Count));
            return values;
        }

        /// <summary>Writes an adapter, float32.</summary>
        internal static void Write(string folder, LoraLayout layout, float[] values, IReadOnlyDictionary<string, string> metadata)
        {
            Directory.CreateDirectory(folder);
            AdapterConfigFile.Save(layout.Config, Path.Combine(folder, AdapterConfigFile.Name));
            var tensors = layout.Checkpoint.Select(t => new SafetensorsTensor(t.Name, t.Shape, values.AsMemory((int)t.Offset, (int)t.Count)));
            SafetensorsWriter.Write(Path.Combine(folder, AdapterConfigFile.WeightsName), tensors, SafetensorsDType.F32, metadata);
        }

        private static void Check(SafetensorsFile file, LoraLayout layout)
        {
            var wanted = layout.Checkpoint.ToDictionary(t => t.Name, t => t.Shape);
            string? missing = wanted.Keys.FirstOrDefault(name => !file.Entries.ContainsKey(name));
            if (missing != null)
            {
                throw new InvalidDataException(
                    $"{file.FilePath}: expected \"{missing}\", but found none among its {file.Entries.Count} tensors. Was the adapter made for this " +
                    "backbone, and for the target_modules its configuration names?");
            }

            string? surplus = file.Entries.Keys.OrderBy(name => name, StringComparer.Ordinal).FirstOrDefault(name => !wanted.ContainsKey(name));
            if (surplus != null)
            {
                throw new InvalidDataException(
                    $"{file.FilePath}: found \"{surplus}\", which neither the adapter's configuration nor the backbone has a place for. Was the adapter " +
                    "made for another backbone?");
            }

            foreach (var tensor in layout.Checkpoint)
            {
                var found = file.Entries[tensor.Name].Shape;
                if (!found.SequenceEqual(tensor.Shape))
                {
                    throw new InvalidDataException(
                        $"{file.FilePath}: expected \"{tensor.Name}\" of shape [{string.Join(", ", tensor.Shape)}], but found " +
                        $"[{string.Join(", ", found)}]. Was the adapter made for this backbone, and with this rank?");
                }
            }
        }
    }
}
