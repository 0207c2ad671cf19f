#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Rewards;

namespace Repartee.Sessions.Client
{
    /// <summary>Who hears what a trainer's process says by itself. Called on the connection's thread, one call at a time.</summary>
    internal interface IHostListener
    {
        void OnUpdated(TrainingProgress progress);

        void OnTrainingStopped(Exception error);

        void OnHealthStopped(HealthStop stop);

        void OnContinued();

        /// <summary>Conversations up to this number are safe.</summary>
        void OnRecorded(long number);

        void OnScoreWanted(HostConnection connection, long id, IReadOnlyList<ReplyContext> contexts);

        void OnLog(int level, string category, int eventId, string text);

        void OnBeat(long droppedConversations);

        /// <summary>The process is gone or was given up, for the first and last time.</summary>
        void OnLost(HostConnection connection, TrainerProcessException reason);
    }
}
