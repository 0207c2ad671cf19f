#nullable enable

namespace Repartee.Editor.Installation
{
    /// <summary>How much of Repartee a Unity project gets. Each kind holds what the ones before it hold.</summary>
    public enum InstallKind
    {
        /// <summary>The managed libraries: enough to play frozen actors in the editor and in players.</summary>
        Frozen,

        /// <summary>And the trainer, a program of its own that the editor starts: training in editors on any system.</summary>
        Process,

        /// <summary>And TorchSharp inside of the editor, which works in Windows editors only.</summary>
        InProcess,
    }
}
