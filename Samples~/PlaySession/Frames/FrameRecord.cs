namespace Repartee.Samples.PlaySession.Frames;

/// <summary>What one frame took.</summary>
/// <param name="IntervalMs">From the last frame's beginning to this one's: what the player sees.</param>
/// <param name="WorkMs">From its beginning until it was shown, without waiting for the next.</param>
/// <param name="Submits">Lines and conversations that were handed to Repartee.</param>
/// <param name="SubmitMs">Of all of them, in milliseconds.</param>
/// <param name="LongestSubmitMs">Of the longest.</param>
/// <param name="SubmitBytes">What they allocated on the game's thread.</param>
/// <param name="PollBytes">What looking after replies allocated there.</param>
/// <param name="FrameBytes">What the whole frame allocated there.</param>
/// <param name="Talking">NPCs that were answering.</param>
internal readonly record struct FrameRecord(
    double IntervalMs, double WorkMs, int Submits, double SubmitMs, double LongestSubmitMs, long SubmitBytes, long PollBytes,
    long FrameBytes, int Talking);
