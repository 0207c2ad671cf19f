#nullable enable
namespace Repartee.Sessions
{
    /// <summary>
    /// How much of the time training may compute. Training is cut into slices (scoring a buffer, a pass, a micro-batch, an optimiser step:
    /// milliseconds for a small actor) and waits between them; replies are never held up. All members may be called from any thread and
    /// take effect at the next slice.
    /// </summary>
    public interface ITrainingPace
    {
        /// <summary>Share of the time that training may compute, above 0 and at most 1: after a slice that took t it waits t (1 - share) /
        /// share, but no longer than 10 seconds. At first <see cref="TrainingOptions.TrainingShare"/>.</summary>
        /// <exception cref="System.ArgumentException">The value is out of its range.</exception>
        double Share { get; set; }

        /// <summary>Whether <see cref="Pause"/> was called, and <see cref="Resume"/> not yet. A slice that was begun before may still
        /// run.</summary>
        bool IsPaused { get; }

        /// <summary>Lets no further slice begin: something important happens in the game. Returns at once; the present slice ends by
        /// itself. NPCs talk on, and finished conversations wait for the trainer.</summary>
        void Pause();

        /// <summary>Training goes on where it was.</summary>
        void Resume();
    }
}
