#nullable enable
using System;

namespace Repartee.Sessions.Wire
{
    /// <summary>Bytes are not the MessagePack that was expected; the message says what is wrong with them.</summary>
    internal sealed class PackException : FormatException
    {
        internal PackException(string message, Exception? inner = null)
            : base(message, inner)
        {
        }
    }
}
