using System;
using System.Runtime.InteropServices;
using Repartee.Samples.Tavern;

namespace Repartee.Samples.PlaySession.Window;

/// <summary>A window with an OpenGL 3.3 core context. Belongs to the thread that made it.</summary>
internal sealed unsafe class GameWindow : IDisposable
{
    private const string DriverVariable = "SDL_VIDEODRIVER";

    private nint window;
    private nint context;

    /// <summary>Opens it.</summary>
    /// <param name="width">Of the picture, in pixels.</param>
    /// <param name="isPaced">Whether swaps wait for the display, where it can be waited for.</param>
    /// <exception cref="UsageException">SDL, a display or OpenGL is missing; the message says what to do.</exception>
    public GameWindow(string title, int width, int height, bool isPaced)
    {
        SdlLibrary.Load();
        // Ctrl-C belongs to the program.
        fixed (byte* hint = "SDL_NO_SIGNAL_HANDLERS\0"u8, on = "1\0"u8)
            Sdl.SDL_SetHint(hint, on);
        if (Sdl.SDL_Init(Sdl.InitVideo) != 0)
            throw NoDisplay(Error());
        try
        {
            RequireDisplay();
            Open(title, width, height);
        }
        catch
        {
            Dispose();
            throw;
        }

        Sdl.SDL_GL_SetSwapInterval(isPaced ? 1 : 0);                            // where it fails, FramePacer keeps the time alone
        Sdl.SDL_StopTextInput();
    }

    /// <summary>Size of the picture now, in pixels.</summary>
    public (int Width, int Height) Size
    {
        get
        {
            int width, height;
            Sdl.SDL_GL_GetDrawableSize(window, &width, &height);
            return (width, height);
        }
    }

    /// <summary>The next event, if there is one.</summary>
    public static bool TryTakeEvent(out SdlEvent found)
    {
        fixed (SdlEvent* place = &found)
            return Sdl.SDL_PollEvent(place) != 0;
    }

    /// <summary>Shows what was drawn.</summary>
    public void Swap() => Sdl.SDL_GL_SwapWindow(window);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (context != 0)
            Sdl.SDL_GL_DeleteContext(context);
        if (window != 0)
            Sdl.SDL_DestroyWindow(window);
        context = window = 0;
        Sdl.SDL_Quit();
    }

    /// <summary>Without a display SDL draws where nobody sees it, which must be asked for.</summary>
    private static void RequireDisplay()
    {
        string driver = Marshal.PtrToStringUTF8((nint)Sdl.SDL_GetCurrentVideoDriver()) ?? "";
        if (driver is "offscreen" or "dummy" && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(DriverVariable)))
            throw NoDisplay($"only the driver \"{driver}\" works");
    }

    private static UsageException NoDisplay(string reason) => new(
        $"Expected a display for the window, but found none (SDL: {reason}). Run it on a desktop, or without a screen: apt-get install "
        + $"xvfb, then xvfb-run -a dotnet run -c Release --project Samples~/PlaySession. {DriverVariable}=offscreen draws where nobody "
        + "sees it.");

    private void Open(string title, int width, int height)
    {
        const int redSize = 0, majorVersion = 17, minorVersion = 18, flags = 20, profile = 21;
        const int coreProfile = 1, forwardCompatible = 2;
        Sdl.SDL_GL_SetAttribute(redSize, 8);
        Sdl.SDL_GL_SetAttribute(majorVersion, 3);
        Sdl.SDL_GL_SetAttribute(minorVersion, 3);
        Sdl.SDL_GL_SetAttribute(profile, coreProfile);
        if (OperatingSystem.IsMacOS())
            Sdl.SDL_GL_SetAttribute(flags, forwardCompatible);
        byte* name = (byte*)Marshal.StringToCoTaskMemUTF8(title);
        window = Sdl.SDL_CreateWindow(
            name, Sdl.WindowPositionCentered, Sdl.WindowPositionCentered, width, height, Sdl.WindowOpenGl | Sdl.WindowResizable);
        Marshal.FreeCoTaskMem((nint)name);
        context = window == 0 ? 0 : Sdl.SDL_GL_CreateContext(window);
        if (context == 0)
        {
            throw new UsageException(
                $"Expected a window with OpenGL 3.3, but it could not be made (SDL: {Error()}). Update the graphics driver, or install the "
                + "software one: apt-get install libgl1-mesa-dri.");
        }
    }

    private static string Error() => Marshal.PtrToStringUTF8((nint)Sdl.SDL_GetError()) is { Length: > 0 } text ? text : "no reason given";
}
