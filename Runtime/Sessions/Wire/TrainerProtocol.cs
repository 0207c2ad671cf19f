#nullable enable
namespace Repartee.Sessions.Wire
{
    /// <summary>
    /// What a game's process (client) and a trainer's process (host) say to each other over the host's standard input and output. Each
    /// message is 4 bytes of length, little-endian, and a MessagePack list that begins with its kind. The host speaks first.
    /// </summary>
    internal static class TrainerProtocol
    {
        /// <summary>Raised with every change of a message. Both ends must have the same.</summary>
        internal const int Version = 2;

        /// <summary>First word of the host: tells it from any other program.</summary>
        internal const string Magic = "repartee-trainer";

        /// <summary>Bytes of a message, at most.</summary>
        internal const int MostBytes = 64 << 20;

        /// <summary>Bytes that may wait to be sent, at most: beyond, the other end does not read.</summary>
        internal const int MostWaiting = 2 * MostBytes;
    }

    /// <summary>Kinds of messages.</summary>
    internal enum MessageKind
    {
        /// <summary>Host: magic, version of the protocol, version of the package, process id.</summary>
        Hello = 1,

        /// <summary>Host: the session runs. Backend, run folder, encoder, numbers.</summary>
        Ready = 2,

        /// <summary>Host: the session can not start. Error.</summary>
        Failed = 3,

        /// <summary>Host: tokens of a reply in the making. Id, tokens, log-probs.</summary>
        Tokens = 4,

        /// <summary>Host: a reply has ended. Id, finish, version, last tokens, their log-probs; or id and error.</summary>
        Answered = 5,

        /// <summary>Host: conversations up to this number are safe.</summary>
        Recorded = 6,

        /// <summary>Host: wants scores. Id, contexts.</summary>
        ScoreWanted = 7,

        /// <summary>Host: an update is done. Progress.</summary>
        Updated = 8,

        /// <summary>Host: training stopped by an error, the actor talks on. Error.</summary>
        TrainingStopped = 9,

        /// <summary>Host: a request is done. Id, result or error.</summary>
        Done = 10,

        /// <summary>Host: something for the log. Level, category, event, text.</summary>
        Log = 11,

        /// <summary>Host: is alive. Sampled tokens, dropped conversations.</summary>
        Beat = 12,

        /// <summary>Host: the session has stopped; nothing comes any more.</summary>
        Stopped = 13,

        /// <summary>Host: training paused by itself. Why.</summary>
        HealthStopped = 14,

        /// <summary>Host: training goes on.</summary>
        Continued = 15,

        /// <summary>Client: begin. Version of the protocol, name of the sender, options, reward terms.</summary>
        Start = 32,

        /// <summary>Client: answer prompts, all in one batch.</summary>
        Ask = 33,

        /// <summary>Client: give a reply up. Id.</summary>
        Cancel = 34,

        /// <summary>Client: a finished conversation. Number, conversation.</summary>
        Record = 35,

        /// <summary>Client: scores. Id, values and errors.</summary>
        Scored = 36,

        /// <summary>Client: share of the time, and whether training pauses.</summary>
        Pace = 37,

        /// <summary>Client: write a checkpoint. Request.</summary>
        Save = 38,

        /// <summary>Client: freeze the actor. Request, path, type, options.</summary>
        Freeze = 39,

        /// <summary>Client: stop the session and end.</summary>
        Stop = 40,

        /// <summary>Client: go on after training paused by itself. Request, whether from the last good weights.</summary>
        Continue = 41,
    }
}
