using System;
using System.Runtime.InteropServices;
using Repartee.Samples.PlaySession.Window;

namespace Repartee.Samples.PlaySession.Input;

/// <summary>Turns a window's events into commands.</summary>
internal sealed class Keyboard(PlayerLine line)
{
    /// <summary>A line was typed and sent; valid after a <see cref="GameCommand.Talk"/>; null for none.</summary>
    public string? Typed { get; private set; }

    /// <summary>The next command, if one of the waiting events is one.</summary>
    public GameCommand Next()
    {
        while (GameWindow.TryTakeEvent(out var found))
        {
            var command = Take(ref found);
            if (command != GameCommand.None)
                return command;
        }

        return GameCommand.None;
    }

    private unsafe GameCommand Take(ref SdlEvent found)
    {
        switch (found.Type)
        {
            case SdlEvent.Quit:
                return GameCommand.Quit;
            case SdlEvent.KeyDown:
                return line.IsOpen ? Typing(found.Key) : found.Repeat != 0 ? GameCommand.None : Command(found.Key);
            case SdlEvent.TextInput when line.IsOpen:
                fixed (byte* text = found.Text)
                    line.Add(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
                return GameCommand.None;
            default:
                return GameCommand.None;
        }
    }

    private GameCommand Command(int key)
    {
        var command = KeyMap.Command(key);
        Typed = null;
        if (command != GameCommand.Type)
            return command;
        line.Open();
        Sdl.SDL_StartTextInput();
        return GameCommand.None;
    }

    private GameCommand Typing(int key)
    {
        switch (key)
        {
            case KeyMap.Backspace:
                line.Erase();
                return GameCommand.None;
            case KeyMap.Escape:
                line.Close();
                Sdl.SDL_StopTextInput();
                return GameCommand.None;
            case KeyMap.Enter or KeyMap.KeypadEnter:
                Sdl.SDL_StopTextInput();
                Typed = line.Take();
                return Typed is null ? GameCommand.None : GameCommand.Talk;
            default:
                return GameCommand.None;
        }
    }
}
