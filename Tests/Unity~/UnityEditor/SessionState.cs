using System.Collections.Generic;

namespace UnityEditor
{
    public static class SessionState
    {
        private static readonly Dictionary<string, string> Values = new Dictionary<string, string>();

        public static void SetString(string key, string value) => Values[key] = value;

        public static string GetString(string key, string defaultValue) => Values.TryGetValue(key, out string value) ? value : defaultValue;

        public static void EraseString(string key) => Values.Remove(key);

        internal static void Clear() => Values.Clear();
    }
}
