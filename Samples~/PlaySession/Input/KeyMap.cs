namespace Repartee.Samples.PlaySession.Input;

/// <summary>From SDL's key codes to commands.</summary>
internal static class KeyMap
{
    public const int Enter = '\r', Escape = 27, Backspace = 8, KeypadEnter = 0x40000058;

    private const int Right = 0x4000004F, Left = 0x40000050, Down = 0x40000051, Up = 0x40000052;

    public static GameCommand Command(int key) => key switch
    {
        '1' => GameCommand.Select1,
        '2' => GameCommand.Select2,
        '3' => GameCommand.Select3,
        '4' => GameCommand.Select4,
        Left => GameCommand.Previous,
        Right => GameCommand.Next,
        Enter or KeypadEnter => GameCommand.Talk,
        't' => GameCommand.Type,
        Up or '+' => GameCommand.ThumbUp,
        Down or '-' => GameCommand.ThumbDown,
        'p' => GameCommand.Pause,
        'f' => GameCommand.Freeze,
        Escape or 'q' => GameCommand.Quit,
        _ => GameCommand.None,
    };
}
