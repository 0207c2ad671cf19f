#nullable enable
using System;

namespace Repartee.Frozen.Decoding
{
    /// <summary>Advances an engine inside a game's loop, a part of a frame at a time.</summary>
    internal sealed class EngineSteps
    {
        /// <summary>Prompt tokens of a pass: few, so that a unit is short.</summary>
        internal const int PromptRows = 16;

        private readonly DecodingEngine engine;
        private readonly Func<TimeSpan> clock;
        private TimeSpan expected;

        internal EngineSteps(DecodingEngine engine, Func<TimeSpan> clock)
        {
            this.engine = engine;
            this.clock = clock;
        }

        /// <summary>Whether a call of <see cref="Run"/> is under way.</summary>
        internal bool IsRunning { get; private set; }

        /// <summary>Does at least one unit, and more as long as the next is expected to end in time: a unit takes as long as the longest
        /// lately.</summary>
        /// <returns>Whether there is more to do.</returns>
        internal bool Run(TimeSpan budget)
        {
            if (IsRunning)
                throw new InvalidOperationException(
                    "Expected one call of Step at a time, but one is under way. Do not call it from a receiver of text or " +
                    "from a second thread.");
            IsRunning = true;
            try
            {
                TimeSpan begun = clock(), before = begun;
                while (engine.Advance(whole: false))
                {
                    TimeSpan now = clock(), taken = now - before;
                    expected = taken > expected ? taken : TimeSpan.FromTicks((expected.Ticks * 7 + taken.Ticks) / 8);
                    before = now;
                    if (now - begun + expected > budget) return engine.HasWork;
                }

                // What waited for a cancelled reply may have asked for another.
                return engine.HasWork;
            }
            finally
            {
                IsRunning = false;
            }
        }
    }
}
