#nullable enable
using System;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Client
{
    /// <summary>The pace of training in another process.</summary>
    internal sealed class ProcessPace : ITrainingPace
    {
        private readonly object gate = new object();
        private Func<byte[], bool>? send;
        private double share;
        private bool paused;

        internal ProcessPace(double share) => this.share = share;

        /// <inheritdoc/>
        public double Share
        {
            get
            {
                lock (gate)
                    return share;
            }

            set
            {
                OptionRange.RequireShare(nameof(Share), value);
                Set(value, IsPaused);
            }
        }

        /// <inheritdoc/>
        public bool IsPaused
        {
            get
            {
                lock (gate)
                    return paused;
            }
        }

        /// <inheritdoc/>
        public void Pause() => Set(Share, true);

        /// <inheritdoc/>
        public void Resume() => Set(Share, false);

        /// <summary>Tells a process the pace, now and when it changes; null for nobody.</summary>
        internal void SendTo(Func<byte[], bool>? receiver)
        {
            lock (gate)
            {
                send = receiver;
                send?.Invoke(Message());
            }
        }

        private void Set(double newShare, bool newPaused)
        {
            lock (gate)
            {
                (share, paused) = (newShare, newPaused);
                send?.Invoke(Message());
            }
        }

        private byte[] Message()
        {
            var writer = new PackWriter();
            writer.WriteArrayHeader(3);
            writer.Write((int)MessageKind.Pace);
            writer.Write(share);
            writer.Write(paused);
            return writer.ToArray();
        }
    }
}
