#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Ppo;
using Repartee.Training.Weights;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// The actor a run starts from and how it learns: all its weights, a fresh adapter, or the adapter that came with it. Makes the learner,
    /// and writes what was learnt.
    /// </summary>
    internal sealed class StartingActor
    {
        private StartingActor(ActorFolder folder, AdapterConfig? adapter)
        {
            Folder = folder;
            Adapter = adapter;
        }

        internal ActorFolder Folder { get; }

        /// <summary>What kind of adapter learns; null for full training.</summary>
        internal AdapterConfig? Adapter { get; }

        /// <exception cref="ArgumentException">Both an adapter to go on with and a fresh one are wanted.</exception>
        internal static StartingActor Open(TrainingOptions options)
        {
            var folder = ActorFolder.Open(options.ActorFolder, options.AdapterFolder, options.ChatTemplate);
            var adapter = LoraFile.ConfigFor(folder, options.Lora);
            if (adapter is null && options.Voices.Count > 0)
            {
                throw new ArgumentException(
                    "Voices: expected none, because all of the actor's weights learn and voices need a backbone that stays, but found " +
                    $"{string.Join(", ", options.Voices.Keys)}. Set TrainingOptions.Lora.");
            }

            return new StartingActor(folder, adapter);
        }

        /// <summary>Loads the weights and makes what learns; the caller owns it.</summary>
        internal Learner Learn(ActorNetwork network, TrainingOptions options)
        {
            int pad = Folder.Encoder.PadToken;
            if (Adapter is null)
                return Learner.Full(Loaded(ActorWeights.Trainable(network)), options.Ppo, pad, options.Seed);
            var backbone = Loaded(ActorWeights.Frozen(network));
            var adapter = new LoraAdapter(network, Adapter, trainable: true);
            LoraFile.LoadOrInitialize(Folder, adapter, options.Seed);
            return Learner.WithLora(backbone, adapter, fresh: Folder.AdapterPath is null, options.Ppo, pad, options.Seed);
        }

        /// <summary>Writes learnt values into a folder: an actor folder, or an adapter in PEFT's format.</summary>
        internal void Write(string path, float[] values, IReadOnlyDictionary<string, string> metadata)
        {
            var layout = new ActorLayout(Folder.Config);
            if (Adapter is null)
                Folder.WriteCopy(path, ActorFolder.Tensors(layout, values), SafetensorsDType.F32, metadata);
            else
                LoraFile.Write(path, new LoraLayout(layout, Adapter with { BaseModel = Folder.Path }), values, metadata);
        }

        private ActorWeights Loaded(ActorWeights weights)
        {
            Folder.LoadInto(weights);
            return weights;
        }

        /// <summary>SHA-256 of all files that hold weights.</summary>
        internal string WeightsHash() => ContentHash.OfFiles(Folder.WeightsFiles);
    }
}
