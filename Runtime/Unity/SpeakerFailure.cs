#nullable enable
using System;

namespace Repartee.Unity
{
    /// <summary>A speaker that failed this NPC, and why. It is not asked again.</summary>
    internal sealed class SpeakerFailure
    {
        internal SpeakerFailure(Speaker speaker, Exception error)
        {
            Speaker = speaker;
            Error = error;
        }

        internal Speaker Speaker { get; }

        internal Exception Error { get; }
    }
}
