using System.Collections.Generic;

namespace UnityEngine
{
    public class Debug
    {
        internal static List<string> Warnings { get; } = new List<string>();

        public static void LogWarning(object message, Object context) => Warnings.Add(message.ToString());
    }
}
