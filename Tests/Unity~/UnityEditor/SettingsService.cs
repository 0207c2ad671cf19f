namespace UnityEditor
{
    public static class SettingsService
    {
        public static EditorWindow OpenProjectSettings(string settingsPath = null) => throw new System.NotSupportedException();
    }
}
