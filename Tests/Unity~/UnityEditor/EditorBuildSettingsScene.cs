namespace UnityEditor
{
    public class EditorBuildSettingsScene
    {
        public bool enabled { get; internal set; }

        public string path { get; internal set; }
    }
}
