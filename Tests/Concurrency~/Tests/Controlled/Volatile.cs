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

        public static void Write<T>(ref T place, T value)
        {
            Strand.Current!.Schedule.Point("volatile write");
            place = value;
        }
    }
}
