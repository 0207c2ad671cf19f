#nullable enable
using System;
using System.IO;
using Repartee.Conversation;

namespace Repartee.Sessions.Wire
{
    /// <summary>An exception as MessagePack: its kind and its message. Kinds that a session's contract names arrive as what they
    /// were.</summary>
    internal static class ErrorFormat
    {
        internal static void Write(PackWriter writer, Exception error)
        {
            writer.WriteArrayHeader(2);
            writer.Write(Kind(error));
            writer.Write(error.Message);
        }

        internal static Exception Read(PackReader reader)
        {
            reader.Expect(2, "an error");
            var (kind, message) = (reader.ReadText(), reader.ReadText());
            return kind switch
            {
                "argument" => new ArgumentException(message),
                "file" => new FileNotFoundException(message),
                "folder" => new DirectoryNotFoundException(message),
                "io" => new IOException(message),
                "data" => new InvalidDataException(message),
                "backend" => new NativeBackendException(message),
                "cancelled" => new OperationCanceledException(message),
                "disposed" => new ObjectDisposedException(null, message),
                "operation" => new InvalidOperationException(message),
                "memory" => new OutOfMemoryException(message),
                "unavailable" => new ActorUnavailableException(message),
                "access" => new UnauthorizedAccessException(message),
                _ => new TrainerProcessException($"The trainer's process failed with {kind}: {message}"),
            };
        }

        private static string Kind(Exception error) => error switch
        {
            ArgumentException _ => "argument",
            FileNotFoundException _ => "file",
            DirectoryNotFoundException _ => "folder",
            InvalidDataException _ => "data",
            IOException _ => "io",
            NativeBackendException _ => "backend",
            OperationCanceledException _ => "cancelled",
            ObjectDisposedException _ => "disposed",
            InvalidOperationException _ => "operation",
            OutOfMemoryException _ => "memory",
            UnauthorizedAccessException _ => "access",
            ActorUnavailableException _ => "unavailable",
            _ => error.GetType().Name,
        };
    }
}
