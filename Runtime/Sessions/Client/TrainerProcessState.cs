#nullable enable
namespace Repartee.Sessions.Client
{
    /// <summary>How a trainer's process is.</summary>
    public enum TrainerProcessState
    {
        /// <summary>It answers and learns.</summary>
        Running,

        /// <summary>It was lost and is being started again from its last checkpoint; replies fail or say their fallback.</summary>
        Restarting,

        /// <summary>It was lost and is not started again.</summary>
        Failed,

        /// <summary>It was stopped.</summary>
        Stopped,
    }
}
