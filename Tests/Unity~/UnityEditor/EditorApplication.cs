using System;

namespace UnityEditor
{
    public sealed class EditorApplication
    {
        public static CallbackFunction update;

        public delegate void CallbackFunction();

        public static event Action<PlayModeStateChange> playModeStateChanged;

        public static event Action quitting;

        public static bool isPlaying { get; internal set; }

        internal static int ReloadLocks { get; private set; }

        public static void EnterPlaymode() => isPlaying = true;

        public static void LockReloadAssemblies() => ReloadLocks++;

        public static void UnlockReloadAssemblies() => ReloadLocks--;

        internal static void ChangePlayMode(PlayModeStateChange change) => playModeStateChanged?.Invoke(change);

        internal static void Quit() => quitting?.Invoke();
    }
}
