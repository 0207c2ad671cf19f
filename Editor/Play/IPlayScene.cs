#nullable enable
using Repartee.Editor.Settings;

namespace Repartee.Editor.Play
{
    /// <summary>What the editor knows of the open scenes, the project and the machine. Main thread.</summary>
    public interface IPlayScene
    {
        /// <summary>This machine.</summary>
        MachineFacts Machine { get; }

        /// <summary>Looks for NPCs that learn.</summary>
        /// <returns>What they offer.</returns>
        PlaySetup Look();

        /// <summary>Reads the project's settings.</summary>
        /// <returns>The settings.</returns>
        /// <exception cref="SettingsException">Their file is not what it should be.</exception>
        ReparteeSettings Settings();
    }
}
