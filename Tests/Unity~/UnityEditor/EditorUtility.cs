namespace UnityEditor
{
    public class EditorUtility
    {
        internal static int ProgressBars { get; private set; }

        internal static bool HasProgressBar { get; private set; }

        public static void DisplayProgressBar(string title, string info, float progress)
        {
            HasProgressBar = true;
            ProgressBars++;
        }

        public static void ClearProgressBar() => HasProgressBar = false;
    }
}
