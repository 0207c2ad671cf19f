#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Repartee.Training.Checkpoints;

namespace Repartee.Training.Supervised
{
    /// <summary>The checkpoints of one supervised run: an actor, or an adapter, and all to go on from.</summary>
    internal sealed class SupervisedCheckpoints
    {
        internal const int Version = 1;

        private static readonly StateFile State = new StateFile("supervised", Version);

        private readonly SupervisedOptions options;
        private readonly StepCheckpoints store;
        private readonly RunSettings settings;
        private readonly Action<string, IReadOnlyDictionary<string, string>> writeActor;
        private int saved = -1;

        /// <param name="options">With a run folder.</param>
        /// <param name="settings">All that decides the run's course, but for the options.</param>
        /// <param name="writeActor">Writes what is learnt, float32, into a folder, with texts for its header.</param>
        internal SupervisedCheckpoints(
            SupervisedOptions options, RunSettings settings, Action<string, IReadOnlyDictionary<string, string>> writeActor)
        {
            this.options = options;
            this.settings = settings.WithOptions(options);
            this.writeActor = writeActor;
            store = new StepCheckpoints(options.RunFolder!, options.KeepCheckpoints);
        }

        /// <summary>Goes on from the newest checkpoint, or makes sure that none will be written over.</summary>
        internal void Begin(SupervisedRun run)
        {
            if (!options.Resume)
            {
                store.RequireNone();
                return;
            }

            string newest = store.Newest();
            var place = State.Read(newest, settings, SupervisedPlace.Read);
            var part = PartsFile.Read(Path.Combine(newest, PartsFile.Name), run.PartName, place.OptimizerSteps, run.PartCount);
            run.Restore(place, part);
            saved = run.Step;
        }

        /// <summary>Saves where it is time to.</summary>
        internal void AfterStep(SupervisedRun run)
        {
            if (run.Step == options.Steps || (options.CheckpointEvery > 0 && run.Step % options.CheckpointEvery == 0))
                Save(run);
        }

        /// <summary>Saves, unless this step is saved.</summary>
        internal void Save(SupervisedRun run)
        {
            if (run.Step == saved)
                return;
            var (place, part) = run.Capture();
            var metadata = new Dictionary<string, string>
            {
                ["format"] = "pt",
                ["repartee.step"] = run.Step.ToString(CultureInfo.InvariantCulture),
            };
            store.Save(run.Step, folder =>
            {
                writeActor(folder, metadata);
                PartsFile.Write(Path.Combine(folder, PartsFile.Name), new[] { part });
                State.Write(folder, settings, place.Write);
            });
            saved = run.Step;
        }
    }
}
