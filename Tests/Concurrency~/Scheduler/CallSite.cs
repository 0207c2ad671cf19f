using System.Diagnostics;
using System.Linq;

namespace Repartee.Scheduling
{
    /// <summary>Where in the code under test a point is.</summary>
    internal static class CallSite
    {
        internal static string Find()
        {
            var method = new StackTrace().GetFrames().Select(frame => frame.GetMethod()).FirstOrDefault(
                found => found?.DeclaringType?.FullName is string name && !IsOfTheScheduler(name));
            return method is null ? "" : $" ({method.DeclaringType!.Name}.{method.Name})";
        }

        private static bool IsOfTheScheduler(string type) => type.StartsWith("Repartee.Scheduling") || type.StartsWith("System.");
    }
}
