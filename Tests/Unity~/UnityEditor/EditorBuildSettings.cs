using UnityEngine;

namespace UnityEditor
{
    public class EditorBuildSettings : Object
    {
        public static EditorBuildSettingsScene[] scenes { get; internal set; } = System.Array.Empty<EditorBuildSettingsScene>();
    }
}
