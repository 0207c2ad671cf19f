#nullable enable
namespace Repartee.Editor.Play
{
    /// <summary>How a play session is.</summary>
    public enum PlayState
    {
        /// <summary>Nothing trains.</summary>
        Idle,

        /// <summary>The trainer loads libtorch and the actor.</summary>
        Starting,

        /// <summary>NPCs talk through the trainer, and it learns.</summary>
        Running,

        /// <summary>NPCs talk through the trainer, and learning waits.</summary>
        Paused,

        /// <summary>The trainer's process was lost and is being started again; NPCs speak frozen or scripted.</summary>
        Restarting,

        /// <summary>The trainer could not start, or is lost for good; NPCs speak frozen or scripted.</summary>
        Failed,

        /// <summary>The trainer writes a last checkpoint and ends.</summary>
        Stopping,
    }
}
