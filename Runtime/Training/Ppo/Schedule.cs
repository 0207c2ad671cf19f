#nullable enable
using System;
using Repartee.Sessions;

namespace Repartee.Training.Ppo
{
    /// <summary>The factor on the learning rates.</summary>
    internal static class Schedule
    {
        /// <param name="schedule">Which course.</param>
        /// <param name="update">Updates done, from 0.</param>
        /// <param name="planned">Updates planned; 0: unknown, then only the constant schedule works.</param>
        internal static double Factor(LearningRateSchedule schedule, long update, long planned)
        {
            if (schedule == LearningRateSchedule.Constant)
                return 1.0;
            if (planned <= 0)
            {
                throw new ArgumentException(
                    $"Schedule: expected a planned number of updates for {schedule}, but found none. Set TrainingOptions.PlannedUpdates, or use Constant.");
            }

            double done = Math.Min(1.0, (double)update / planned);
            return schedule == LearningRateSchedule.Linear ? 1.0 - done : 0.5 * (1.0 + Math.Cos(Math.PI * done));
        }
    }
}
