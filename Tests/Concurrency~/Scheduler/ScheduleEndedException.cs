using System;

namespace Repartee.Scheduling
{
    /// <summary>Leads a strand to its end once its schedule has failed.</summary>
    public sealed class ScheduleEndedException : Exception
    {
        internal ScheduleEndedException()
            : base("The schedule has failed.")
        {
        }
    }
}
