using System;
using System.IO;
using System.Numerics;
using System.Runtime.InteropServices;
using Repartee.Samples.PlaySession.Drawing;
using Repartee.Samples.PlaySession.Gl;
using Repartee.Samples.PlaySession.Hud;
using Repartee.Samples.PlaySession.Input;
using Repartee.Samples.PlaySession.Play;
using Repartee.Samples.PlaySession.Scene;
using Repartee.Samples.PlaySession.Window;

namespace Repartee.Samples.PlaySession;

/// <summary>The picture of the game, in a window that may have any size.</summary>
internal sealed class GameView : IDisposable
{
    private readonly GameWindow window;
    private readonly GlFunctions gl;
    private readonly Batch batch;
    private readonly Painter painter;
    private readonly Canvas room;
    private readonly Figures figures;
    private readonly SpeechBubble bubble = new();
    private readonly CurvePanel curvePanel = new();
    private readonly StatusBar statusBar = new();
    private (int X, int Y, int Width, int Height) area;

    public GameView()
    {
        window = new GameWindow("Repartee: the Silver Trout", Stage.Width, Stage.Height, isPaced: true);
        gl = new GlFunctions();
        batch = new Batch(gl);
        painter = new Painter(gl, batch);
        using (var large = new Canvas(gl, Stage.Width, Stage.Height))
        {
            large.Begin(batch);
            Room.Draw(painter);
            CurvePanel.DrawGround(painter);
            StatusBar.DrawGround(painter);
            large.End(batch);
            room = large.Halved();
        }

        figures = new Figures(gl, batch, painter);
    }

    /// <summary>What draws, as OpenGL names it.</summary>
    public unsafe string Renderer => Marshal.PtrToStringUTF8((nint)gl.GetString(GlNames.Renderer)) ?? "";

    /// <summary>A new frame: the empty room.</summary>
    public void Begin()
    {
        area = Area(window.Size);
        unsafe
        {
            if (area.X > 0 || area.Y > 0)
            {
                gl.ClearColor(0, 0, 0, 1);
                gl.Clear(GlNames.ColorBufferBit);
            }

            room.CopyTo(area.X, area.Y, area.Width, area.Height);
            gl.Viewport(area.X, area.Y, area.Width, area.Height);
        }

        batch.Project(new Vector2(Stage.Width, Stage.Height));
    }

    /// <summary>Everything else.</summary>
    /// <param name="crowd">Null while the actor wakes up.</param>
    public void Draw(Cast cast, TavernCrowd? crowd, int selected, RewardCurve curve, PlayerLine line, in GameStatus status, float seconds)
    {
        Span<bool> isSpeaking = stackalloc bool[Stage.Figures];
        for (int i = 0; crowd != null && i < Stage.Figures; i++)
            isSpeaking[i] = crowd.Seen[i].Mood == NpcMood.Answering && !crowd.Seen[i].Answer.IsEmpty;
        Fire.Draw(painter, seconds);
        figures.Draw(painter, seconds, isSpeaking, selected);
        Fire.DrawLight(painter, seconds);
        for (int i = 0; i < Stage.Figures; i++)
            Name(cast.Members[i], i, i == selected);
        for (int i = 0; crowd != null && i < Stage.Figures; i++)
            Bubble(crowd.Seen[i], i, seconds);
        painter.Text(painter.Title, "The Silver Trout", 24, 40, Colour.Of(0xFFD27A));
        painter.Text(painter.Small, "Its people learn to talk while you play", 25, 64, Colour.Of(0xC8B894));
        curvePanel.Draw(painter, curve);
        statusBar.Draw(painter, line, cast.Members[selected].Name, status, seconds);
        batch.Flush();
    }

    /// <summary>Shows it.</summary>
    public void Show() => window.Swap();

    /// <summary>Writes what was drawn as PNG.</summary>
    public unsafe void Save(string file)
    {
        var (x, y, width, height) = area;
        byte[] read = new byte[width * height * 4], pixels = new byte[width * height * 3];
        fixed (byte* start = read)
            gl.ReadPixels(x, y, width, height, GlNames.Rgba, GlNames.UnsignedByte, start);
        for (int row = 0; row < height; row++)
            for (int column = 0; column < width; column++)
                read.AsSpan((((height - 1 - row) * width) + column) * 4, 3).CopyTo(pixels.AsSpan(((row * width) + column) * 3));
        using var output = File.Create(file);
        PngWriter.Write(output, pixels, width, height);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        figures.Dispose();
        room.Dispose();
        painter.Dispose();
        batch.Dispose();
        window.Dispose();
    }

    /// <summary>The largest part of the window with the picture's proportions, in its middle.</summary>
    internal static (int X, int Y, int Width, int Height) Area((int Width, int Height) size)
    {
        float scale = Math.Min(size.Width / (float)Stage.Width, size.Height / (float)Stage.Height);
        int width = Math.Max(1, (int)MathF.Round(Stage.Width * scale)), height = Math.Max(1, (int)MathF.Round(Stage.Height * scale));
        return ((size.Width - width) / 2, (size.Height - height) / 2, width, height);
    }

    private void Bubble(Npc npc, int figure, float seconds)
    {
        if (npc.Mood != NpcMood.Waiting)
            bubble.Draw(
                painter, Stage.Middle(figure), npc.Question, npc.Answer, npc.Mood == NpcMood.Answering, npc.Thumb, seconds);
    }

    private void Name(CastMember member, int figure, bool isSelected)
    {
        const float baseline = Stage.Bar - 12;
        float middle = Stage.Middle(figure), name = painter.Body.Width(member.Name), title = painter.Small.Width(member.Title);
        float x = middle - ((name + 8 + title) / 2);
        painter.Rounded(x - 12, baseline - 17, name + title + 32, 25, 9, Colour.Of(0x120C08, isSelected ? 0.9f : 0.6f));
        x = painter.Text(painter.Body, member.Name, x, baseline, isSelected ? Colour.Of(0xFFD27A) : Colour.Of(0xF2E6C8));
        painter.Text(painter.Small, member.Title, x + 8, baseline, Colour.Of(0xB8A684));
    }
}
