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

        /// <summary>A subscriber of the session's UpdateCompleted or HealthStopped (<c>Event</c>) threw; training goes on. Error, with the
        /// exception.</summary>
        public static readonly EventId SubscriberFailed = new EventId(1103, nameof(SubscriberFailed));

        /// <summary>Training paused because its health is in doubt (<c>HealthStop</c>). Warning.</summary>
        public static readonly EventId HealthStopped = new EventId(1104, nameof(HealthStopped));

        /// <summary>Training goes on after that: <c>Update</c>, <c>Weights</c>. Information.</summary>
        public static readonly EventId TrainingContinued = new EventId(1105, nameof(TrainingContinued));

        /// <summary>A checkpoint could not be written (<c>Reason</c>); training goes on (<c>Count</c> updates would be lost). Error, with the
        /// exception.</summary>
        public static readonly EventId CheckpointFailed = new EventId(1106, nameof(CheckpointFailed));

        /// <summary>A checkpoint is not whole, was set aside and an older one taken. Warning.</summary>
        public static readonly EventId CheckpointPassedOver = new EventId(1107, nameof(CheckpointPassedOver));

        /// <summary>A log of the run could not be written (<c>File</c>, <c>Folder</c>, <c>Reason</c>); told once. Error, with the
        /// exception.</summary>
        public static readonly EventId LogFailed = new EventId(1108, nameof(LogFailed));

        /// <summary>It is written to again; <c>Count</c> writes are missing from it. Warning.</summary>
        public static readonly EventId LogRecovered = new EventId(1109, nameof(LogRecovered));

        /// <summary>What is no longer wanted of a run could not be deleted (<c>Folder</c>, <c>Reason</c>). Warning, with the
        /// exception.</summary>
        public static readonly EventId NotDeleted = new EventId(1110, nameof(NotDeleted));

        /// <summary>A recording could not be written and ends (<c>Path</c>, <c>Reason</c>). Error, with the exception.</summary>
        public static readonly EventId RecordingFailed = new EventId(1111, nameof(RecordingFailed));

        /// <summary>A recording's torn end was cut off (<c>Path</c>, <c>Bytes</c>). Warning.</summary>
        public static readonly EventId RecordingCut = new EventId(1112, nameof(RecordingCut));

        /// <summary>The trainer's process was lost (<c>Reason</c>) and is started again. Error.</summary>
        public static readonly EventId ProcessLost = new EventId(1200, nameof(ProcessLost));

        /// <summary>The trainer's process was lost for good (<c>Reason</c>). Error.</summary>
        public static readonly EventId ProcessFailed = new EventId(1201, nameof(ProcessFailed));

        /// <summary>The trainer's process did not stop in time (<c>Limit</c>) and was ended. Warning.</summary>
        public static readonly EventId ProcessEnded = new EventId(1202, nameof(ProcessEnded));
    }
}
