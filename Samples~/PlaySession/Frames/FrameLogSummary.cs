namespace Repartee.Samples.PlaySession.Frames;

/// <summary>What the frames of a log have in common.</summary>
/// <param name="Renderer">As OpenGL names it.</param>
/// <param name="Updates">Of the actor, at the end.</param>
/// <param name="Answers">Given by the NPCs, those at the back tables included.</param>
/// <param name="Gen0">Garbage collections in all; so are the others.</param>
internal sealed record FrameLogSummary(
    string Renderer, long Updates, long Answers, double Reward, int Gen0, int Gen1, int Gen2, double GcPauseMs);
