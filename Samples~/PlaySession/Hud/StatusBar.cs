using System;
using Repartee.Samples.PlaySession.Drawing;
using Repartee.Samples.PlaySession.Gl;
using Repartee.Samples.PlaySession.Input;
using Repartee.Samples.PlaySession.Scene;

namespace Repartee.Samples.PlaySession.Hud;

/// <summary>The bar at the lower side: what the player types or may press, and how training and frames are.</summary>
internal sealed class StatusBar
{
    private const string Keys =
        "1-4 or Left, Right: choose    Enter: talk    T: type    Up, Down: thumbs    P: pause training    F: freeze    Esc: quit";

    private const float Left = 24, FirstLine = Stage.Bar + 23, SecondLine = Stage.Bar + 48;

    private readonly TextBuffer text = new(240);

    /// <summary>What stays the same.</summary>
    public static void DrawGround(Painter painter)
    {
        painter.Rectangle(0, Stage.Bar, Stage.Width, Stage.Height - Stage.Bar, Colour.Of(0x120C08, 0.88f));
        painter.Rectangle(0, Stage.Bar, Stage.Width, 2, Colour.Of(0xB4814A, 0.8f));
    }

    public void Draw(Painter painter, PlayerLine line, string selected, in GameStatus status, float seconds)
    {
        if (line.IsOpen)
        {
            float end = painter.Text(painter.Body, text.Write($"You to {selected}: "), Left, FirstLine, Colour.Of(0xFFD27A));
            end = painter.Text(painter.Body, line.Text, end, FirstLine, Colour.Of(0xFFF6E4));
            if (seconds % 0.8f < 0.5f)
                painter.Rectangle(end + 1, FirstLine - 12, 2, 15, Colour.Of(0xFFF6E4));
            painter.FromRight(painter.Small, "Enter: say    Esc: back", Stage.Width - Left, FirstLine, Colour.Of(0x9A8A70));
        }
        else
        {
            painter.Text(painter.Small, Keys, Left, FirstLine, Colour.Of(0xC8B894));
        }

        painter.Text(painter.Small, Status(status), Left, SecondLine, Colour.Of(0xE8D8B8));
        painter.FromRight(
            painter.Small, text.Write($"{status.FrameMs:F1} ms a frame, {status.FramesPerSecond:F0} fps"), Stage.Width - Left, SecondLine,
            status.FrameMs < 17.5 ? Colour.Of(0x9CC88A) : Colour.Of(0xE08A5A));
        if (status.Notice.Length > 0)
            Notice(painter, status.Notice);
    }

    private ReadOnlySpan<char> Status(in GameStatus status) => status.Kind switch
    {
        StatusKind.Off => text.Write($"Repartee is off: the lines are recited"),
        StatusKind.Loading => text.Write($"The actor wakes up ..."),
        _ => text.Write(
            $"{status.Device}    {Training(status.Kind)}    {status.Updates} updates    "
            + $"{status.TokensPerSecond:F0} tokens/s    {status.Answers} answers"),
    };

    private static string Training(StatusKind kind) => kind switch
    {
        StatusKind.Training => "training",
        StatusKind.Paused => "training paused",
        StatusKind.Failed => "training stopped by an error",
        _ => "training off",
    };

    private static void Notice(Painter painter, string notice)
    {
        // Below the game's name, where neither bubbles nor people are.
        float width = MathF.Min(painter.Small.Width(notice) + 28, 900);
        painter.Rounded(20, 82, width, 28, 9, Colour.Of(0x120C08, 0.9f));
        painter.Text(painter.Small, notice, 34, 101, Colour.Of(0xFFE2A0));
    }
}
