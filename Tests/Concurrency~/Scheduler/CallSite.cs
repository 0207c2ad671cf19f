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
                found => found?.DeclaringType?.FullName is string name && !name.StartsWith("Repartee.Scheduling") && !name.StartsWith("System."));
            return method is null ? "" : $" ({method.DeclaringType!.Name}.{method.Name})";
        }
    }
}
