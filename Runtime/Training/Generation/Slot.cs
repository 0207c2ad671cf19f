#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Conversation;

namespace Repartee.Training.Generation
{
    /// <summary>A place for one reply: a row of the cache, and what is in it. What was read stays after the reply, for a prompt that begins
    /// alike.</summary>
    internal sealed class Slot
    {
        private readonly List<int> read = new List<int>();

        internal Slot(int number) => Number = number;

        internal int Number { get; }

        /// <summary>The reply in the making; null where the place is free.</summary>
        internal GenerationJob? Job { get; private set; }

        /// <summary>Tokens the reply may have.</summary>
        internal int Limit { get; private set; }

        /// <summary>Whether the prompt is read and tokens are being drawn.</summary>
        internal bool Speaks { get; set; }

        /// <summary>Counts up: which place was used last.</summary>
        internal long Turn { get; private set; }

        /// <summary>Tokens in the cache.</summary>
        internal IReadOnlyList<int> Read => read;

        /// <summary>Prompt tokens still to be read: all but the last, which is fed by the first step.</summary>
        internal int Unread => Job is null ? 0 : Job.Prompt.Length - 1 - read.Count;

        /// <summary>How many tokens at the start of a prompt are in the cache, its last one left out.</summary>
        internal int Common(int[] prompt)
        {
            int most = Math.Min(read.Count, prompt.Length - 1), common = 0;
            while (common < most && read[common] == prompt[common])
                common++;
            return common;
        }

        internal void Begin(GenerationJob job, int limit, long turn)
        {
            int common = Common(job.Prompt);
            read.RemoveRange(common, read.Count - common);
            (Job, Limit, Turn, Speaks) = (job, limit, turn, false);
        }

        /// <summary>Some tokens more are in the cache: read, or copied from another place.</summary>
        internal void Take(int count)
        {
            for (int i = 0; i < count; i++)
                read.Add(Job!.Prompt[read.Count]);
        }

        /// <summary>The reply is over; its tokens but the last are in the cache.</summary>
        internal GenerationJob End()
        {
            var job = Job!;
            if (Speaks)
            {
                read.Add(job.Prompt[job.Prompt.Length - 1]);
                for (int i = 0; i + 1 < job.Tokens.Count; i++)
                    read.Add(job.Tokens[i]);
                if (job.Tokens.Count == 0)
                    read.RemoveAt(read.Count - 1);                              // the prompt's last token was never fed
            }

            (Job, Speaks) = (null, false);
            return job;
        }

        /// <summary>The weights changed: what was read is worth nothing.</summary>
        internal void Forget() => read.Clear();
    }
}
