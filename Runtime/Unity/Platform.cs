#nullable enable
namespace Repartee.Unity
{
    /// <summary>What differs between the engine's platforms.</summary>
    internal static class Platform
    {
        /// <summary>Whether nothing runs but the game's loop.</summary>
        internal static bool LacksThreads =>
#if UNITY_WEBGL && !UNITY_EDITOR
            true;
#else
            false;
#endif
    }
}
