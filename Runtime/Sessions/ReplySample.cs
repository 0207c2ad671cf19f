#nullable enable
using System.Collections.Generic;

namespace Repartee.Sessions
{
    /// <summary>One reply of an update's buffer and how it was scored, for people to read. Immutable.</summary>
    public sealed class ReplySample
    {
        internal ReplySample(
            long policyVersion, string persona, string player, string reply, double total, IReadOnlyDictionary<string, double> terms,
            IReadOnlyList<KeyValuePair<string, double>> gameRewards, IReadOnlyDictionary<string, string> errors)
        {
            PolicyVersion = policyVersion;
            Persona = persona;
            Player = player;
            Reply = reply;
            Total = total;
            Terms = terms;
            GameRewards = gameRewards;
            Errors = errors;
        }

        /// <summary>Update whose weights made it.</summary>
        public long PolicyVersion { get; }

        /// <summary>Who the NPC was told to be.</summary>
        public string Persona { get; }

        /// <summary>What it answered: the player's last line, or the raw context.</summary>
        public string Player { get; }

        /// <summary>What it said.</summary>
        public string Reply { get; }

        /// <summary>Its score, the game's own rewards included.</summary>
        public double Total { get; }

        /// <summary>What each reward function gave, before weights.</summary>
        public IReadOnlyDictionary<string, double> Terms { get; }

        /// <summary>What the game gave on top (<see cref="Conversation.NpcConversation.AddReward"/>), in its order.</summary>
        public IReadOnlyList<KeyValuePair<string, double>> GameRewards { get; }

        /// <summary>Terms that counted as 0 because their function failed, and why. Empty where none did.</summary>
        public IReadOnlyDictionary<string, string> Errors { get; }
    }
}
