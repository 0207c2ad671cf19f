#nullable enable
using System.IO;
using Repartee.Training.Checkpoints;

namespace Repartee.Training.RewardModel
{
    /// <summary>The checkpoints of the training of one reward model.</summary>
    internal sealed class HeadCheckpoints
    {
        internal const int Version = 1;

        private const string Kept = "kept";

        private static readonly StateFile State = new StateFile("reward_model", Version);

        private readonly RewardModelOptions options;
        private readonly StepCheckpoints store;
        private readonly RunSettings settings;
        private string newest = "";
        private HeadPlace? place;
        private long saved = -1;

        /// <param name="options">With a run folder.</param>
        /// <param name="settings">All that decides the run's course, but for the options.</param>
        internal HeadCheckpoints(RewardModelOptions options, RunSettings settings)
        {
            this.options = options;
            this.settings = settings.WithOptions(options);
            store = new StepCheckpoints(options.RunFolder!, options.KeepCheckpoints);
        }

        /// <summary>Finds and checks the checkpoint to go on from, or makes sure that none will be written over. Before the features are
        /// computed, for that takes long.</summary>
        internal void Open()
        {
            if (!options.Resume)
            {
                store.RequireNone();
                return;
            }

            newest = store.Newest();
            place = State.Read(newest, settings, HeadPlace.Read);
        }

        /// <summary>Goes on from what was found.</summary>
        internal void Begin(HeadFit fit)
        {
            if (place is null)
                return;
            string numbers = Path.Combine(newest, PartsFile.Name);
            var part = PartsFile.Read(numbers, fit.PartName, place.OptimizerSteps, fit.PartCount);
            fit.Restore(place, part, PartsFile.Read(numbers, Kept, fit.PartCount));
            saved = fit.Steps;
        }

        /// <summary>Saves where it is time to.</summary>
        internal void AfterStep(HeadFit fit)
        {
            if (fit.IsDone || (options.CheckpointEvery > 0 && fit.Steps % options.CheckpointEvery == 0))
                Save(fit);
        }

        /// <summary>Saves, unless this step is saved.</summary>
        internal void Save(HeadFit fit)
        {
            if (fit.Steps == saved)
                return;
            var (stand, part, kept) = fit.Capture();
            store.Save(fit.Steps, folder =>
            {
                PartsFile.Write(Path.Combine(folder, PartsFile.Name), new[] { part }, (Kept, kept));
                State.Write(folder, settings, stand.Write);
            });
            saved = fit.Steps;
        }
    }
}
