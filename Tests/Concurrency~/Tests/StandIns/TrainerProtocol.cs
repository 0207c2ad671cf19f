namespace Repartee.Sessions.Wire
{
    /// <summary>Stands here for the protocol's numbers: little may wait to be sent.</summary>
    internal static class TrainerProtocol
    {
        internal const int Version = 2;

        internal const string Magic = "repartee-trainer";

        internal const int MostBytes = 64 << 20;

        internal const int MostWaiting = 60;
    }
}
