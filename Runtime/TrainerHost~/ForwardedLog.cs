using System;
using Microsoft.Extensions.Logging;
using Repartee.Sessions.Wire;

namespace Repartee.TrainerHost;

/// <summary>Sends what the session has to say to the game's log.</summary>
internal sealed class ForwardedLog : ILoggerFactory
{
    private readonly Action<Action<PackWriter>> post;

    internal ForwardedLog(Action<Action<PackWriter>> post) => this.post = post;

    public ILogger CreateLogger(string categoryName) => new Category(post, categoryName);

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("Expected no further log: everything goes to the game's.");

    public void Dispose()
    {
    }

    private sealed class Category : ILogger
    {
        private readonly Action<Action<PackWriter>> post;
        private readonly string name;

        internal Category(Action<Action<PackWriter>> post, string name)
        {
            this.post = post;
            this.name = name;
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information && logLevel < LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            string text = formatter(state, exception) + (exception is null ? "" : Environment.NewLine + exception);
            post(writer =>
            {
                writer.WriteArrayHeader(5);
                writer.Write((int)MessageKind.Log);
                writer.Write((int)logLevel);
                writer.Write(name);
                writer.Write(eventId.Id);
                writer.Write(text);
            });
        }
    }
}
