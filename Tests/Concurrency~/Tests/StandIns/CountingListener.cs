using System;
using System.Collections.Generic;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Sessions.Client;

namespace Repartee.Concurrency.Tests.StandIns
{
    /// <summary>Counts how often a connection was lost, and hands on what was written down.</summary>
    internal sealed class CountingListener(Action<long> recorded) : IHostListener
    {
        internal int Lost { get; private set; }

        internal string Reason { get; private set; } = "";

        public void OnRecorded(long number) => recorded(number);

        public void OnLost(HostConnection connection, TrainerProcessException reason)
        {
            Lost++;
            Reason = reason.Message;
        }

        public void OnUpdated(TrainingProgress progress)
        {
        }

        public void OnTrainingStopped(Exception error)
        {
        }

        public void OnHealthStopped(HealthStop stop)
        {
        }

        public void OnContinued()
        {
        }

        public void OnScoreWanted(HostConnection connection, long id, IReadOnlyList<ReplyContext> contexts)
        {
        }

        public void OnLog(int level, string category, int eventId, string text)
        {
        }

        public void OnBeat(long droppedConversations)
        {
        }
    }
}
