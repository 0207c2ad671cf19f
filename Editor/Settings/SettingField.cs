#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Repartee.Sessions;

namespace Repartee.Editor.Settings
{
    /// <summary>One value of the settings, as people see it and as the file holds it. Immutable.</summary>
    public sealed class SettingField
    {
        private readonly Func<ReparteeSettings, object> get;
        private readonly Func<ReparteeSettings, string, ReparteeSettings?> parse;

        private SettingField(
            string key, string label, string help, string expected, Func<ReparteeSettings, object> get,
            Func<ReparteeSettings, string, ReparteeSettings?> parse)
        {
            Key = key;
            Label = label;
            Help = help;
            Expected = expected;
            this.get = get;
            this.parse = parse;
        }

        /// <summary>All values, in the order of the file and the page.</summary>
        public static IReadOnlyList<SettingField> All { get; } = new[]
        {
            Text("hostPath", "Trainer", "The trainer's program or its folder. Blank: where Tools > Repartee > Install puts it.",
                s => s.HostPath, (s, v) => s with { HostPath = v }),
            Text("dotnetPath", ".NET", "The dotnet program that runs the trainer. Blank: DOTNET_ROOT, PATH and the usual folders.",
                s => s.DotnetPath, (s, v) => s with { DotnetPath = v }),
            Text("runsFolder", "Runs folder", "Where runs are kept: from the project's folder, outside of Assets.",
                s => s.RunsFolder, (s, v) => s with { RunsFolder = v }),
            new SettingField(
                "startWithPlayMode", "Train in play mode", "Start training whenever play mode is entered.", "true or false",
                s => s.StartWithPlayMode, (s, v) => bool.TryParse(v, out bool value) ? s with { StartWithPlayMode = value } : null),
            new SettingField(
                "device", "Device", "Auto takes the first CUDA card where there is one, else the CPU.", "Auto, Cpu or Cuda",
                s => s.Device,
                (s, v) => Enum.TryParse(v, true, out DeviceChoice value) && Enum.IsDefined(typeof(DeviceChoice), value)
                    ? s with { Device = value } : null),
            Whole("bufferSize", "Buffer size", "Conversations an update learns from [buffer_size].",
                s => s.BufferSize, (s, v) => s with { BufferSize = v }),
            Whole("epochs", "Epochs", "Passes over the buffer an update [num_epoch].", s => s.Epochs, (s, v) => s with { Epochs = v }),
            Number("learningRate", "Learning rate", "How far an update goes [learning_rate].",
                s => s.LearningRate, (s, v) => s with { LearningRate = v }),
            Number("klCoefficient", "KL", "How strongly the actor is held near the one that the run started from. 0: not at all.",
                s => s.KlCoefficient, (s, v) => s with { KlCoefficient = v }),
            Number("trainingShare", "Share of time", "How much of the time training may compute: above 0, at most 1.",
                s => s.TrainingShare, (s, v) => s with { TrainingShare = v }),
            new SettingField(
                "seed", "Seed", "Decides all draws.", "a whole number of 0 or more", s => s.Seed,
                (s, v) => ulong.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
                    ? s with { Seed = value } : null),
            Whole("checkpointEvery", "Checkpoint every", "Updates between checkpoints. 0: only when training stops.",
                s => s.CheckpointEvery, (s, v) => s with { CheckpointEvery = v }),
            new SettingField(
                "recordConversations", "Record", "Write what is said in training into recording.msgpack of the run's " +
                "folder.", "true or false",
                s => s.RecordConversations, (s, v) => bool.TryParse(v, out bool value) ? s with { RecordConversations = value } : null),
        };

        /// <summary>Its name in the file.</summary>
        public string Key { get; }

        /// <summary>Its name on the page.</summary>
        public string Label { get; }

        /// <summary>What it does.</summary>
        public string Help { get; }

        /// <summary>What it must be, such as "a number".</summary>
        public string Expected { get; }

        /// <summary>Whether it is yes or no.</summary>
        public bool IsSwitch => get(new ReparteeSettings()) is bool;

        /// <summary>The value as text, the same in every language.</summary>
        /// <param name="settings">Of these.</param>
        /// <returns>What <see cref="Set"/> reads.</returns>
        public string Get(ReparteeSettings settings) => Convert.ToString(get(settings), CultureInfo.InvariantCulture)!;

        /// <summary>Puts a value in.</summary>
        /// <param name="settings">Into these.</param>
        /// <param name="text">The value; a decimal point in every language.</param>
        /// <returns>Settings with it.</returns>
        /// <exception cref="ArgumentException">It cannot be read or is out of its range; the message says what was expected.</exception>
        public ReparteeSettings Set(ReparteeSettings settings, string text)
        {
            ReparteeSettings next = parse(settings, text.Trim())
                ?? throw new ArgumentException($"{Label}: expected {Expected}, but found \"{text}\".");
            next.Validate();
            return next;
        }

        /// <summary>Reads it from a file's value; ranges are looked at when all are read.</summary>
        /// <returns>Null when it is of another kind.</returns>
        internal ReparteeSettings? Read(ReparteeSettings settings, JsonElement value)
        {
            object now = get(settings);
            JsonValueKind kind = value.ValueKind;
            bool fits = now is bool ? kind == JsonValueKind.True || kind == JsonValueKind.False
                : now is string || now is DeviceChoice ? kind == JsonValueKind.String
                : kind == JsonValueKind.Number;
            return fits ? parse(settings, kind == JsonValueKind.String ? value.GetString()! : value.GetRawText()) : null;
        }

        internal void Write(Utf8JsonWriter writer, ReparteeSettings settings)
        {
            switch (get(settings))
            {
                case bool value: writer.WriteBoolean(Key, value); break;
                case int value: writer.WriteNumber(Key, value); break;
                case ulong value: writer.WriteNumber(Key, value); break;
                case double value: writer.WriteNumber(Key, value); break;
                case object value: writer.WriteString(Key, value.ToString()); break;
            }
        }

        private static SettingField Text(
            string key, string label, string help, Func<ReparteeSettings, object> get,
            Func<ReparteeSettings, string, ReparteeSettings> set) => new SettingField(key, label, help, "a path", get, set);

        private static SettingField Whole(
            string key, string label, string help, Func<ReparteeSettings, object> get, Func<ReparteeSettings, int, ReparteeSettings> set) =>
            new SettingField(
                key, label, help, "a whole number", get,
                (s, v) => int.TryParse(v, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                    ? set(s, value) : null);

        private static SettingField Number(
            string key, string label, string help, Func<ReparteeSettings, object> get,
            Func<ReparteeSettings, double, ReparteeSettings> set) => new SettingField(
            key, label, help, "a number", get,
            (s, v) => double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? set(s, value) : null);
    }
}
