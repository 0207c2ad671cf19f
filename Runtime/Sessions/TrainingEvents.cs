#nullable enable
using Microsoft.Extensions.Logging;

namespace Repartee.Sessions
{
    /// <summary>
    /// Ids of everything that training logs, to filter and to count by: 1000 a session, 1100 its trainer, 1200 the client of a trainer in
    /// a process of its own, whose own events come with their ids. An id never changes its meaning. Documentation~/metrics.md lists them.
    /// </summary>
    public static class TrainingEvents
    {
        /// <summary>A session begins: device, libtorch and threads (<c>Backend</c>). Information.</summary>
        public static readonly EventId SessionStarted = new EventId(1000, nameof(SessionStarted));

        /// <summary>The CUDA kernels can not be used (<c>Reason</c>): replies are several times slower. Warning.</summary>
        public static readonly EventId SlowReplies = new EventId(1001, nameof(SlowReplies));

        /// <summary>A thread did not end in time (<c>Limit</c>) and is left behind. Error.</summary>
        public static readonly EventId ThreadLeftBehind = new EventId(1002, nameof(ThreadLeftBehind));

        /// <summary>report.html could not be written (<c>Reason</c>); what was learnt is safe. Warning.</summary>
        public static readonly EventId ReportNotWritten = new EventId(1003, nameof(ReportNotWritten));

        /// <summary>An update is done: <c>Update</c>, <c>Reward</c>, <c>Kl</c>, <c>Entropy</c>. Information.</summary>
        public static readonly EventId UpdateCompleted = new EventId(1100, nameof(UpdateCompleted));

        /// <summary>A reward function failed and counted as 0: <c>Update</c>, <c>Reward</c> (its name), <c>Count</c>, <c>Error</c>.
        /// Warning.</summary>
        public static readonly EventId RewardFailed = new EventId(1101, nameof(RewardFailed));

        /// <summary>Training stopped by an error; the actor still talks. Error, with the exception.</summary>
        public static readonly EventId TrainingFailed = new EventId(1102, nameof(TrainingFailed));

        /// <summary>A subscriber of the session's UpdateCompleted threw; training goes on. Error, with the exception.</summary>
        public static readonly EventId SubscriberFailed = new EventId(1103, nameof(SubscriberFailed));

        /// <summary>The trainer's process was lost (<c>Reason</c>) and is started again. Error.</summary>
        public static readonly EventId ProcessLost = new EventId(1200, nameof(ProcessLost));

        /// <summary>The trainer's process was lost for good (<c>Reason</c>). Error.</summary>
        public static readonly EventId ProcessFailed = new EventId(1201, nameof(ProcessFailed));

        /// <summary>The trainer's process did not stop in time (<c>Limit</c>) and was ended. Warning.</summary>
        public static readonly EventId ProcessEnded = new EventId(1202, nameof(ProcessEnded));
    }
}
