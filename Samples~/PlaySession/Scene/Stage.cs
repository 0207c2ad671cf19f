namespace Repartee.Samples.PlaySession.Scene;

/// <summary>Where things are in the picture, in pixels from its upper left.</summary>
internal static class Stage
{
    public const int Width = 1280;
    public const int Height = 720;

    public const int Figures = 4;

    /// <summary>Where the floor begins.</summary>
    public const float Floor = 505;

    public const float FigureWidth = 200;
    public const float FigureHeight = 300;
    public const float FigureTop = 330;

    /// <summary>Where the innkeeper's lower half disappears.</summary>
    public const float CounterTop = 504;

    /// <summary>Lower side of the speech bubbles; their tips reach a little below.</summary>
    public const float BubbleBottom = 316;

    public const float BubbleWidth = 286;

    /// <summary>Upper side of the bar with the player's line and the status.</summary>
    public const float Bar = 660;

    private const float FirstFigure = 170, BetweenFigures = 313;

    /// <summary>The middle of a figure.</summary>
    public static float Middle(int figure) => FirstFigure + (BetweenFigures * figure);
}
