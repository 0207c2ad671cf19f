using System.Collections.Generic;

namespace UnityEngine
{
    public class Debug
    {
        internal static List<string> Warnings { get; } = new List<string>();

        public static void LogWarning(object message, Object context) => Warnings.Add(message.ToString());

        internal static List<string> Logs { get; } = new List<string>();

        internal static List<System.Exception> Exceptions { get; } = new List<System.Exception>();

        public static void Log(object message) => Logs.Add(message.ToString());

        public static void LogWarning(object message) => Warnings.Add(message.ToString());

        public static void LogException(System.Exception exception) => Exceptions.Add(exception);
    }
}
