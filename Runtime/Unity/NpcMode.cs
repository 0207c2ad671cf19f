#nullable enable
namespace Repartee.Unity
{
    /// <summary>Who speaks for an NPC. A mode that is not possible falls back to the next one, as a behaviour of ML-Agents does.</summary>
    public enum NpcMode
    {
        /// <summary>The actor that a play session in the editor trains. Without one: <see cref="Frozen"/>, always so in players.</summary>
        Train,

        /// <summary>The frozen actor from StreamingAssets. Without one: <see cref="Scripted"/>.</summary>
        Frozen,

        /// <summary>The lines that the persona lists, in turn.</summary>
        Scripted,
    }
}
