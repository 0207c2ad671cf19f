namespace Repartee.Samples.PlaySession.Hud;

/// <summary>What the status bar tells.</summary>
/// <param name="Device">Where the actor computes.</param>
/// <param name="TokensPerSecond">All the NPCs' together, over the last second.</param>
/// <param name="FrameMs">From one frame to the next, of late.</param>
/// <param name="Notice">Something that has just happened; empty for nothing.</param>
internal readonly record struct GameStatus(
    StatusKind Kind, string Device, long Updates, double TokensPerSecond, long Answers, double FrameMs, double FramesPerSecond,
    string Notice);

/// <summary>How training is.</summary>
internal enum StatusKind
{
    Off,
    Loading,
    Training,
    Paused,
    NotTraining,
    Failed,
}
