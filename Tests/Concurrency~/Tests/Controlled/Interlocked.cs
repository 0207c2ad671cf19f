using Repartee.Scheduling;

namespace System.Threading
{
    /// <summary>Stands here for the framework's: others may come before each access.</summary>
    internal static class Interlocked
    {
        public static long Read(ref long place)
        {
            Strand.Current!.Schedule.Point("atomic read");
            return place;
        }

        public static T Exchange<T>(ref T place, T value)
        {
            Strand.Current!.Schedule.Point("atomic exchange");
            T before = place;
            place = value;
            return before;
        }

        public static long Add(ref long place, long value)
        {
            Strand.Current!.Schedule.Point("atomic add");
            return place += value;
        }
    }
}
