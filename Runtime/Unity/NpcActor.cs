#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using Repartee.Conversation;
using Repartee.Frozen;
using Repartee.Unity.Loading;
using UnityEngine;

namespace Repartee.Unity
{
    /// <summary>
    /// The model that speaks for NPCs, one or many: a frozen file that players ship with, and the folder that it is trained from in the
    /// editor. NPCs that share the asset share the model in memory. All members belong to the main thread.
    /// </summary>
    [CreateAssetMenu(fileName = "Actor", menuName = "Repartee/Actor")]
    [HelpURL(NpcHelp.Url)]
    public sealed class NpcActor : ScriptableObject
    {
        [SerializeField]
        [Tooltip("The frozen actor (.gguf) that players load: a path below StreamingAssets.")]
        private string frozenFile = "Repartee/actor.gguf";

        [SerializeField]
        [Tooltip("The actor's folder (config.json, model.safetensors, tokenizer.json) that the editor trains from, outside of Assets.")]
        private string trainingFolder = "";

        [SerializeField]
        [Range(0, 2)]
        [Tooltip("How freely words are drawn; lower is safer. 0: as the frozen file advises, or 1 in training.")]
        private float temperature;

        [SerializeField]
        [Min(0)]
        [Tooltip("The longest reply, in tokens. 0: as the frozen file advises, or 48 in training.")]
        private int maxTokens;

        [SerializeField]
        [Range(0, 64)]
        [Tooltip("Threads that compute the frozen actor. 0: half of the processors, at most 4. The web has none.")]
        private int threads;

        [SerializeField]
        [Min(0)]
        [Tooltip("Decides what the frozen actor says. 0: something else each time.")]
        private int seed;

        [SerializeField]
        [Min(0)]
        [Tooltip("Time a frame that the frozen actor computes where there are no threads (the web), in milliseconds.")]
        private float stepMilliseconds = 4;

        [NonSerialized]
        private FrozenLoad? load;

        [NonSerialized]
        private int users;

        [NonSerialized]
        private int steppedFrame = -1;

        /// <summary>Raised when a trainer comes or goes, and when the frozen actor is loaded or cannot be.</summary>
        public event Action? Changed;

        /// <summary>The frozen actor's path below StreamingAssets, such as "Repartee/tavern.gguf". A new one is loaded when no enabled NPC
        /// uses the old one any more.</summary>
        public string FrozenFile { get => frozenFile; set => frozenFile = value; }

        /// <summary>The folder that the editor trains from. Players never read it.</summary>
        public string TrainingFolder { get => trainingFolder; set => trainingFolder = value; }

        /// <summary>Sampling temperature, more than 0 and at most 10; 0 (default): as the frozen file advises, or 1 in training.</summary>
        public float Temperature { get => temperature; set => temperature = value; }

        /// <summary>Tokens a reply may have, 1 or more; 0 (default): as the frozen file advises, or 48 in training.</summary>
        public int MaxTokens { get => maxTokens; set => maxTokens = value; }

        /// <summary>Threads of the frozen actor, 1 to 64; 0 (default): half of the processors, at most 4.</summary>
        public int Threads { get => threads; set => threads = value; }

        /// <summary>Decides the frozen actor's draws; 0 (default): other ones each time it is loaded.</summary>
        public int Seed { get => seed; set => seed = value; }

        /// <summary>Milliseconds a frame that the frozen actor computes where there are no threads, 0 or more; default 4.</summary>
        public float StepMilliseconds { get => stepMilliseconds; set => stepMilliseconds = value; }

        /// <summary>The actor that learns, lent by <see cref="Attach"/>; null for none.</summary>
        public IDialogueActor? Trainer => TrainerSpeaker?.Actor;

        /// <summary>The frozen actor; null until an NPC has loaded it, and once none uses it.</summary>
        public FrozenActor? FrozenActor => load?.Actor;

        internal Speaker? TrainerSpeaker { get; private set; }

        internal string? DetachReason { get; private set; }

        internal Speaker? FrozenSpeaker { get; private set; }

        /// <summary>Why it was not loaded; null while it may be.</summary>
        internal string? FrozenFault { get; private set; }

        /// <summary>Whether the game's frames do the computing.</summary>
        internal bool Stepped { get; set; } = Platform.LacksThreads;

        /// <summary>Lends an actor that learns: NPCs in the mode Train speak through it from their next line on. Whoever lends it disposes
        /// it, after <see cref="Detach"/>.</summary>
        /// <param name="trainer">The actor, of a training session.</param>
        public void Attach(IDialogueActor trainer)
        {
            TrainerSpeaker = new Speaker(NpcMode.Train, trainer ?? throw new ArgumentNullException(nameof(trainer)), sampling: null);
            DetachReason = null;
            Changed?.Invoke();
        }

        /// <summary>Takes the actor that learns back: what NPCs have said through it is handed to it, and the frozen actor goes on. A reply
        /// in the making is finished by the trainer, or by the frozen actor where the trainer fails.</summary>
        /// <param name="reason">Why, in a few words; it is shown beside the active mode.</param>
        public void Detach(string reason)
        {
            TrainerSpeaker = null;
            DetachReason = reason ?? throw new ArgumentNullException(nameof(reason));
            Changed?.Invoke();
        }

        /// <summary>Looks for what will not work. A frozen file that is missing is a warning here: it is made by training.</summary>
        /// <returns>What was found, empty where all is well.</returns>
        public IReadOnlyList<NpcCheck> Check()
        {
            var found = new List<NpcCheck>(CheckSettings());
            if (MissingFile() is string missing)
                found.Add(NpcCheck.Warning(missing, this));
            return found;
        }

        internal IEnumerable<NpcCheck> CheckSettings()
        {
            if (temperature < 0 || temperature > 10 || float.IsNaN(temperature))
                yield return NpcCheck.Error(
                    FormattableString.Invariant($"Actor \"{name}\": expected a temperature from 0 to 10, but found {temperature}. ") +
                    "Use 0 for what the frozen file advises.", this);
            if (maxTokens < 0)
                yield return NpcCheck.Error(
                    $"Actor \"{name}\": expected Max Tokens of 0 or more, but found {maxTokens}. " +
                    "Use 0 for what the frozen file advises.", this);
        }

        /// <summary>What is wrong with the frozen file, seen from outside; null where it is there or lies in a player's package.</summary>
        internal string? MissingFile()
        {
            string? fault = StreamingFile.Fault(frozenFile);
            if (fault != null) return $"Actor \"{name}\", Frozen File: {fault}";
            string path = StreamingFile.Locate(frozenFile);
            return StreamingFile.IsPacked(path) || File.Exists(path)
                ? null
                : $"Actor \"{name}\": there is no frozen file \"{frozenFile}\" in StreamingAssets. Freeze a checkpoint there.";
        }

        /// <summary>Loads the frozen actor for one more NPC.</summary>
        internal void Acquire()
        {
            if (users++ > 0) return;
            FrozenFault = StreamingFile.Fault(frozenFile);
            if (FrozenFault != null) return;
            load = new FrozenLoad(frozenFile, new FrozenActorOptions
            {
                Threads = Math.Max(0, Math.Min(64, threads)),
                Stepped = Stepped,
                Seed = seed == 0 ? BitConverter.ToUInt64(Guid.NewGuid().ToByteArray(), 0) : (ulong)seed,
            });
        }

        /// <summary>An NPC needs it no longer; the last one frees the memory.</summary>
        internal void Release()
        {
            if (users > 0 && --users == 0) Unload();
        }

        /// <summary>Goes on with loading, and computes where there are no threads. Each NPC calls it each frame; once counts.</summary>
        internal void Poll()
        {
            if (load is null) return;
            if (load.Poll())
            {
                steppedFrame = Time.frameCount;
                TakeLoaded(load);
                Changed?.Invoke();
            }
            else if (Stepped && load.Actor != null && steppedFrame != Time.frameCount)
            {
                steppedFrame = Time.frameCount;
                load.Actor.Step(Math.Max(0, stepMilliseconds));
            }
        }

        private void TakeLoaded(FrozenLoad loaded)
        {
            if (loaded.Actor is null)
            {
                FrozenFault = loaded.Fault;
                return;
            }

            try
            {
                FrozenSpeaker = new Speaker(NpcMode.Frozen, loaded.Actor, SamplingOf(loaded.Actor));
            }
            catch (ArgumentException problem)
            {
                FrozenFault = problem.Message;
            }
        }

        private SamplingOptions? SamplingOf(FrozenActor actor)
        {
            if (temperature == 0 && maxTokens == 0) return null;
            SamplingOptions sampling = actor.Sampling with
            {
                Temperature = temperature == 0 ? actor.Sampling.Temperature : temperature,
                MaxTokens = maxTokens == 0 ? actor.Sampling.MaxTokens : maxTokens,
            };
            sampling.Validate();
            return sampling.MaxTokens < actor.Config.ContextLength
                ? sampling
                : throw new ArgumentException(
                    $"Max Tokens: expected less than the actor's context of {actor.Config.ContextLength} tokens, " +
                    $"but found {sampling.MaxTokens}. Use a smaller number");
        }

        private void Unload()
        {
            load?.Dispose();
            load = null;
            FrozenSpeaker = null;
            FrozenFault = null;
        }

        // The engine's messages: the asset is unloaded, or the scripts are.
        private void OnDisable()
        {
            users = 0;
            TrainerSpeaker = null;
            DetachReason = null;
            Unload();
        }
    }
}
