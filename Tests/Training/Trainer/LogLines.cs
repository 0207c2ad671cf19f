#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.Logging;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>Keeps what is logged, in order. Thread-safe.</summary>
    internal sealed class LogLines : ILoggerFactory, ILogger
    {
        private readonly List<string> lines = new List<string>();

        internal IReadOnlyList<string> Lines
        {
            get
            {
                lock (lines)
                    return lines.ToList();
            }
        }

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines)
                lines.Add(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
