#nullable enable
using System;
using System.IO;

namespace Repartee.Sessions.Client
{
    /// <summary>A trainer's process, as far as its client needs it.</summary>
    internal interface IHostChannel : IDisposable
    {
        /// <summary>What it says.</summary>
        Stream Output { get; }

        /// <summary>What it is told; closing it tells it to end.</summary>
        Stream Input { get; }

        /// <summary>Ends it at once.</summary>
        void Kill();

        /// <summary>Waits for its end.</summary>
        bool WaitForExit(TimeSpan limit);

        /// <summary>How it ended and its last words, for a message: " (exit code 137; it said: ...)". Empty where nothing is known.</summary>
        string LastWords();
    }
}
