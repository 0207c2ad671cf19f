#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Client
{
    /// <summary>Replies that a trainer's process is making. Thread-safe; what is written into a job is written by the connection's thread
    /// alone.</summary>
    internal sealed class PendingAnswers
    {
        private readonly object gate = new object();
        private readonly Dictionary<long, (GenerationJob Job, TaskCompletionSource<bool> Done)> pending =
            new Dictionary<long, (GenerationJob, TaskCompletionSource<bool>)>();

        private Exception? ended;

        /// <returns>Completes when the reply has ended.</returns>
        internal Task Add(long id, GenerationJob job)
        {
            var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (gate)
            {
                if (ended != null)
                    done.SetException(ended);
                else
                    pending.Add(id, (job, done));
            }

            return done.Task;
        }

        /// <summary>Tokens came.</summary>
        /// <returns>False when the reply's listener failed, so that it should be given up.</returns>
        internal bool Grow(long id, int[] tokens, float[] logProbs)
        {
            if (!(Find(id) is GenerationJob job))
                return true;                                                    // given up meanwhile
            Check(tokens, logProbs);
            int first = Extend(job, tokens, logProbs);
            job.Announce(first);
            return job.CallerError is null;
        }

        /// <summary>The last tokens came.</summary>
        internal void Finish(long id, FinishReason finish, long version, int[] tokens, float[] logProbs)
        {
            Check(tokens, logProbs);                                            // before it is taken: else nobody would end it
            if (!Take(id, out var job, out var done))
                return;
            int first = Extend(job, tokens, logProbs);
            job.PolicyVersion = version;
            if (job.CallerError is null)
            {
                job.Finish = finish;
                if (tokens.Length > 0 || finish != FinishReason.Cancelled)
                    job.Announce(first);
            }

            done.SetResult(true);
        }

        internal void Fail(long id, Exception error)
        {
            if (Take(id, out _, out var done))
                done.SetException(error);
        }

        /// <summary>No answer will come any more.</summary>
        internal void End(Exception reason)
        {
            List<TaskCompletionSource<bool>> left;
            lock (gate)
            {
                ended = reason;
                left = pending.Values.Select(answer => answer.Done).ToList();
                pending.Clear();
            }

            left.ForEach(done => done.TrySetException(reason));
        }

        /// <exception cref="PackException">They make no sense.</exception>
        private static void Check(int[] tokens, float[] logProbs)
        {
            if (tokens.Length != logProbs.Length)
                throw new PackException($"{tokens.Length} tokens came with {logProbs.Length} log-probs.");
            if (tokens.Any(token => token < 0))
                throw new PackException("a token is below 0.");
        }

        /// <returns>Index of the first that is new.</returns>
        private static int Extend(GenerationJob job, int[] tokens, float[] logProbs)
        {
            int first = job.Tokens.Count;
            job.Tokens.AddRange(tokens);
            job.LogProbs.AddRange(logProbs);
            return first;
        }

        private GenerationJob? Find(long id)
        {
            lock (gate)
                return pending.TryGetValue(id, out var answer) ? answer.Job : null;
        }

        private bool Take(long id, out GenerationJob job, out TaskCompletionSource<bool> done)
        {
            lock (gate)
            {
                bool found = pending.Remove(id, out var answer);
                (job, done) = answer;
                return found;
            }
        }
    }
}
