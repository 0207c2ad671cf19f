namespace Repartee.Samples.PlaySession.Input;

/// <summary>What the player wants.</summary>
internal enum GameCommand
{
    None,
    Select1,
    Select2,
    Select3,
    Select4,
    Previous,
    Next,
    Talk,
    Type,
    ThumbUp,
    ThumbDown,
    Pause,
    Freeze,
    Quit,
}
