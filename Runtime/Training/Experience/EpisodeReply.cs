#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Training.Experience
{
    /// <summary>One reply of the NPC inside an episode: which tokens it chose and what it was given for them.</summary>
    internal sealed class EpisodeReply
    {
        internal EpisodeReply(int start, float[] logProbs, long policyVersion, bool truncated, double score)
        {
            Start = start;
            LogProbs = logProbs;
            PolicyVersion = policyVersion;
            Truncated = truncated;
            Score = score;
        }

        /// <summary>Index of the first chosen token in <see cref="Episode.Tokens"/>.</summary>
        internal int Start { get; }

        /// <summary>Log-probability of each chosen token when it was sampled (L). The last one belongs to the stop token, or to the last
        /// token of a truncated reply.</summary>
        internal float[] LogProbs { get; }

        internal int Length => LogProbs.Length;

        /// <summary>Weights that chose the tokens.</summary>
        internal long PolicyVersion { get; }

        /// <summary>Whether the reply ended without a stop token.</summary>
        internal bool Truncated { get; }

        /// <summary>The reply's whole reward. It lands once, on the last chosen token.</summary>
        internal double Score { get; }
    }

    /// <summary>
    /// A finished conversation, fixed at the moment of play: all tokens, and which of them the NPC chose. Everybody else's tokens are
    /// context: no loss, gradient or metric touches them.
    /// </summary>
    internal sealed class Episode
    {
        internal Episode(int[] tokens, IReadOnlyList<EpisodeReply> replies, bool interrupted)
        {
            if (replies.Count == 0)
                throw new ArgumentException("Expected an episode with one reply or more, but found none.", nameof(replies));
            int free = 1;                                                       // token 0 has nothing before it, so nobody can choose it
            foreach (var reply in replies)
            {
                if (reply.Length == 0 || reply.Start < free || reply.Start + reply.Length > tokens.Length)
                {
                    throw new ArgumentException(
                        $"Expected each reply inside tokens {free}..{tokens.Length - 1}, but found one of {reply.Length} tokens " +
                        $"at {reply.Start}.", nameof(replies));
                }

                free = reply.Start + reply.Length;
            }

            Tokens = tokens;
            Replies = replies;
            Interrupted = interrupted;
            foreach (var reply in replies)
                ActionCount += reply.Length;
        }

        /// <summary>The whole conversation (T).</summary>
        internal int[] Tokens { get; }

        /// <summary>In order, not overlapping; at least one.</summary>
        internal IReadOnlyList<EpisodeReply> Replies { get; }

        /// <summary>The player walked off: the return after the last reply is the critic's estimate, not zero (truncation, not
        /// end).</summary>
        internal bool Interrupted { get; }

        /// <summary>Tokens the NPC chose, over all replies.</summary>
        internal int ActionCount { get; }

        /// <summary>Index in <see cref="Tokens"/> of each chosen token, in order (<see cref="ActionCount"/>).</summary>
        internal IEnumerable<int> ActionPositions()
        {
            foreach (var reply in Replies)
            {
                for (int i = 0; i < reply.Length; i++)
                    yield return reply.Start + i;
            }
        }
    }
}
