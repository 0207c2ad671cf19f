#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Decoding
{
    /// <summary>
    /// Answers several prompts at once: each pass takes one token of every reply that is being made, and a part of the prompts that are
    /// being read, so that nobody waits for another's long prompt. Replies come and go between passes. <see cref="Submit"/> may be
    /// called from any thread, as <see cref="Close"/>; everything else by one at a time.
    /// </summary>
    internal sealed class DecodingEngine : IDisposable
    {
        /// <summary>Replies made at once where nobody says otherwise.</summary>
        internal const int MostActive = 16;

        private readonly FrozenConfig config;
        private readonly ForwardPass pass;
        private readonly TokenSampler sampler;
        private readonly KeyValueCachePool caches;
        private readonly EngineOptions options;
        private readonly object gate = new object();
        private readonly Queue<ActiveReply> submitted = new Queue<ActiveReply>();
        private readonly List<ActiveReply> active = new List<ActiveReply>();
        private readonly int[] token = new int[1];
        private WarmUp? warmUp;
        private Exception? broken;
        private bool inPass;
        private bool closed;

        /// <param name="config">The actor's shape.</param>
        /// <param name="pass">With room for <see cref="EngineOptions.MostActive"/> tokens and <see cref="EngineOptions.PromptRows"/>;
        /// owned.</param>
        /// <param name="sampler">Owned.</param>
        /// <param name="warmUp">What is left to bring into memory; not owned.</param>
        /// <param name="options">The rest.</param>
        internal DecodingEngine(FrozenConfig config, ForwardPass pass, TokenSampler sampler, WarmUp? warmUp, EngineOptions options)
        {
            this.warmUp = warmUp;
            this.config = config;
            this.pass = pass;
            this.sampler = sampler;
            this.options = options;
            caches = new KeyValueCachePool(() => new KeyValueCache(config.Layers, config.KeyValueHeads, config.HeadDim), options.MaxCaches);
        }

        /// <summary>Raised when there is work again. On the submitter's thread.</summary>
        internal event Action? Submitted;

        /// <summary>Whether a reply is wanted or being made, or weights are still to be brought into memory.</summary>
        internal bool HasWork
        {
            get
            {
                lock (gate) return submitted.Count > 0 || active.Count > 0 || warmUp != null;
            }
        }

        /// <summary>Tokens sampled so far.</summary>
        internal long GeneratedTokens { get; private set; }

        /// <summary>Prompt tokens read so far: those that no cache had.</summary>
        internal long ReadTokens { get; private set; }

        /// <summary>Bytes of caches that wait for their conversations to go on.</summary>
        internal long IdleCacheBytes => caches.Bytes;

        /// <summary>Takes a prompt to be answered.</summary>
        /// <param name="job">The prompt; written to by the engine until the task completes.</param>
        /// <param name="deadline">From now on; null for none.</param>
        /// <param name="readOnly">True to read the prompt and say nothing, so that later prompts with its beginning are read
        /// sooner.</param>
        /// <exception cref="ArgumentException">The prompt can not be answered.</exception>
        /// <exception cref="InvalidDataException">The weights turned out to be broken.</exception>
        /// <exception cref="ObjectDisposedException">The engine is closed.</exception>
        /// <exception cref="ActorUnavailableException">Too many wait already.</exception>
        internal Task<GenerationOutcome> Submit(GenerationJob job, TimeSpan? deadline, bool readOnly = false)
        {
            PromptRules.Check(job.Prompt, config);
            int limit = readOnly ? 0 : Math.Min(job.Sampling.MaxTokens, config.ContextLength - job.Prompt.Length);
            var reply = new ActiveReply(job, limit, Until(deadline), options.InPlace);
            lock (gate)
            {
                if (broken != null) throw new InvalidDataException(broken.Message, broken);
                if (closed) throw new ObjectDisposedException("FrozenActor", "The frozen actor is disposed: load it again to get replies.");
                ReplyBacklog.Require(submitted.Count, options.MostWaiting);
                submitted.Enqueue(reply);
            }

            Submitted?.Invoke();
            return reply.Done;
        }

        /// <summary>Does a piece of work. While weights are still to be brought into memory, half of the time goes into that.</summary>
        /// <param name="whole">True for a whole pass; false for one unit of it.</param>
        /// <returns>Whether there was any.</returns>
        internal bool Advance(bool whole)
        {
            TimeSpan begun = options.Clock();
            bool worked = AdvancePass(whole);
            if (warmUp is null) return worked;
            TimeSpan until = options.Clock(), taken = until - begun;
            do AdvanceWarmUp();
            while (whole && worked && warmUp != null && options.Clock() - until < taken);
            return true;
        }

        /// <summary>Nothing more is taken. Any thread.</summary>
        internal void Close()
        {
            lock (gate) closed = true;
        }

        /// <summary>The weights are others: what was read with the old ones is forgotten. Only while nothing is being made.</summary>
        internal void ForgetCaches() => caches.Forget();

        /// <summary>Cancels what waits and what is being made, after a failure too.</summary>
        internal void Abandon()
        {
            inPass = false;
            Admit(int.MaxValue);
            for (int i = active.Count - 1; i >= 0; i--)
            {
                active[i].Cache?.Dispose();                                     // a broken pass may have left anything in it
                active[i].Cache = null;
                End(active[i], FinishReason.Cancelled, GenerationOutcome.Cancelled);
            }
        }

        /// <summary>Cancels what is left.</summary>
        public void Dispose()
        {
            Close();
            Admit(int.MaxValue);
            for (int i = active.Count - 1; i >= 0; i--) End(active[i], FinishReason.Cancelled, GenerationOutcome.Cancelled);
            pass.Dispose();
            sampler.Dispose();
            caches.Dispose();
        }

        private bool AdvancePass(bool whole)
        {
            if (!inPass && !BeginPass()) return false;
            try
            {
                if (whole) pass.RunAll();
                else pass.RunOne();
                if (pass.IsDone) EndPass();
            }
            catch (Exception error)
            {
                FailAll(error);
            }

            return true;
        }

        private void AdvanceWarmUp()
        {
            try
            {
                if (warmUp!.Advance()) return;
                pass.EndWarmUp();
            }
            catch (Exception error)
            {
                lock (gate) broken = error;
                Admit(int.MaxValue);
                FailAll(error);
            }

            warmUp = null;
        }

        private bool BeginPass()
        {
            Admit(options.MostActive);
            for (int i = active.Count - 1; i >= 0; i--)
            {
                ActiveReply reply = active[i];
                if (reply.Job.IsGivenUp)
                    End(reply, FinishReason.Cancelled, GenerationOutcome.Cancelled);
                else if (reply.Deadline <= options.Clock())
                    End(reply, FinishReason.Cancelled, GenerationOutcome.DeadlinePassed);
            }

            if (active.Count == 0) return false;
            pass.Begin();
            AddReplies();
            AddPrompts();
            inPass = true;
            return true;
        }

        // Replies whose turn has not come are looked after as well: they may be given up, or late.
        private void Admit(int most)
        {
            lock (gate)
            {
                for (int waiting = submitted.Count; waiting > 0; waiting--)
                {
                    ActiveReply reply = submitted.Dequeue();
                    if (active.Count < most || IsOver(reply)) active.Add(reply);
                    else submitted.Enqueue(reply);                              // all go round once, so that their order stays
                }
            }
        }

        // A deadline beyond what a TimeSpan holds is none.
        private TimeSpan? Until(TimeSpan? deadline)
        {
            TimeSpan now = options.Clock();
            return deadline < TimeSpan.MaxValue - now ? deadline + now : null;
        }

        private bool IsOver(ActiveReply reply) => reply.Job.IsGivenUp || reply.Deadline <= options.Clock();

        private void AddReplies()
        {
            for (int i = 0; i < active.Count; i++)
            {
                ActiveReply reply = active[i];
                reply.Output = -1;
                if (reply.Cache is null || reply.Unread > 0) continue;
                token[0] = reply.Job.Tokens[reply.Job.Tokens.Count - 1];
                reply.Output = pass.Add(reply.Cache, token, 0, 1, output: true);
            }
        }

        /// <summary>Of those who wait for their prompt, the first go on reading, as many as there is room for.</summary>
        private void AddPrompts()
        {
            int room = pass.Rows > 0 ? Math.Min(options.PromptRows, options.PromptRowsBesideReplies) : options.PromptRows;
            for (int i = 0; i < active.Count && room > 0; i++)
            {
                ActiveReply reply = active[i];
                if (reply.Output >= 0) continue;
                try
                {
                    room -= AddPrompt(reply, room);
                }
                catch (Exception error)
                {
                    Fail(reply, error);                                         // there is no memory for its cache
                    return;
                }
            }
        }

        private int AddPrompt(ActiveReply reply, int room)
        {
            if (reply.Cache is null)
            {
                reply.Cache = caches.Rent(reply.Job.Prompt);
                reply.Cache.Reserve(Math.Min(reply.Job.Prompt.Length + reply.Limit, config.ContextLength));
            }

            int count = Math.Min(room, reply.Unread);
            bool last = count == reply.Unread;
            reply.Output = pass.Add(reply.Cache, reply.Job.Prompt, reply.Job.Prompt.Length - reply.Unread, count, last && reply.Limit > 0);
            ReadTokens += count;
            return count;
        }

        private void EndPass()
        {
            inPass = false;
            for (int i = 0; i < active.Count;)
            {
                ActiveReply reply = active[i];
                if (reply.Output >= 0) Sample(reply);
                else if (reply.Limit == 0 && reply.Cache != null && reply.Unread == 0)
                    End(reply, FinishReason.Length, GenerationOutcome.Finished);
                if (i < active.Count && active[i] == reply) i++;                // else it has left, and the next is in its place
            }
        }

        private unsafe void Sample(ActiveReply reply)
        {
            GenerationJob job = reply.Job;
            try
            {
                double uniform = CounterRandom.Uniform(job.Seed, (ulong)job.Tokens.Count);
                int drawn = sampler.Draw(pass.Logits(reply.Output), job.Sampling, job.Tokens, uniform, out float logProb);
                job.Tokens.Add(drawn);
                job.LogProbs.Add(logProb);
                GeneratedTokens++;
                job.Finish = options.StopTokens.Contains(drawn) ? FinishReason.Stop
                    : job.Tokens.Count == reply.Limit ? FinishReason.Length : default(FinishReason?);
                job.Announce(job.Tokens.Count - 1);
            }
            catch (Exception error)
            {
                Fail(reply, error);
                return;
            }

            if (job.Finish is FinishReason finish) End(reply, finish, job.Outcome);
        }

        private void End(ActiveReply reply, FinishReason finish, GenerationOutcome outcome)
        {
            active.Remove(reply);
            if (reply.Cache != null) caches.Return(reply.Cache);
            reply.Cache = null;
            reply.Job.Finish = finish;
            if (outcome == GenerationOutcome.DeadlinePassed) reply.Job.Abandon();
            reply.Complete(outcome);
        }

        private void FailAll(Exception error)
        {
            inPass = false;
            for (int i = active.Count - 1; i >= 0; i--)
            {
                // Who waits for its turn has nothing to do with it, unless no turn comes.
                if (active[i].Cache != null || broken != null) Fail(active[i], error);
            }
        }

        // What a failed pass left in the cache is not known.
        private void Fail(ActiveReply reply, Exception error)
        {
            active.Remove(reply);
            reply.Cache?.Dispose();
            reply.Cache = null;
            reply.Job.Finish = FinishReason.Cancelled;
            reply.Fail(error);
        }
    }
}
