#nullable enable
namespace Repartee.Unity
{
    /// <summary>How bad a <see cref="NpcCheck"/> is.</summary>
    public enum NpcCheckSeverity
    {
        /// <summary>Good to know.</summary>
        Info,

        /// <summary>It works, but less well than it looks.</summary>
        Warning,

        /// <summary>It does not work: a play session does not start with it, and a build fails.</summary>
        Error,
    }
}
