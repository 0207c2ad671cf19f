using Repartee.Scheduling;

namespace System.Threading
{
    /// <summary>Stands here for the framework's: others may come before each access.</summary>
    internal static class Volatile
    {
        public static T Read<T>(ref T place)
        {
            Strand.Current!.Schedule.Point("volatile read");
            return place;
        }
    }
}
