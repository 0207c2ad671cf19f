using Repartee.Scheduling;

namespace System.Threading
{
    /// <summary>Stands here for the framework's: each <c>lock</c> in this project is the scheduler's.</summary>
    internal static class Monitor
    {
        public static void Enter(object target, ref bool taken)
        {
            Strand.Current!.Schedule.Locks.Enter(target);
            taken = true;
        }

        public static void Exit(object target) => Strand.Current!.Schedule.Locks.Exit(target);

        public static bool Wait(object target)
        {
            Strand.Current!.Schedule.Locks.Wait(target);
            return true;
        }

        public static void Pulse(object target) => Strand.Current!.Schedule.Locks.Pulse(target);

        public static void PulseAll(object target) => Strand.Current!.Schedule.Locks.PulseAll(target);
    }
}
