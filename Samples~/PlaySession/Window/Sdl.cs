using System.Runtime.InteropServices;

namespace Repartee.Samples.PlaySession.Window;

/// <summary>The few functions of SDL 2 that a window needs, by their own names.</summary>
internal static unsafe class Sdl
{
    /// <summary>What <see cref="SdlLibrary"/> puts the real name in the place of.</summary>
    public const string Library = "SDL2";

    public const uint InitVideo = 0x20;
    public const uint WindowOpenGl = 0x2;
    public const uint WindowResizable = 0x20;
    public const int WindowPositionCentered = 0x2FFF0000;

    [DllImport(Library)]
    public static extern int SDL_Init(uint flags);

    [DllImport(Library)]
    public static extern void SDL_Quit();

    [DllImport(Library)]
    public static extern byte* SDL_GetCurrentVideoDriver();

    [DllImport(Library)]
    public static extern byte* SDL_GetError();

    [DllImport(Library)]
    public static extern int SDL_SetHint(byte* name, byte* value);

    [DllImport(Library)]
    public static extern nint SDL_CreateWindow(byte* title, int x, int y, int width, int height, uint flags);

    [DllImport(Library)]
    public static extern void SDL_DestroyWindow(nint window);

    [DllImport(Library)]
    public static extern int SDL_PollEvent(SdlEvent* found);

    [DllImport(Library)]
    public static extern void SDL_StartTextInput();

    [DllImport(Library)]
    public static extern void SDL_StopTextInput();

    [DllImport(Library)]
    public static extern int SDL_GL_SetAttribute(int attribute, int value);

    [DllImport(Library)]
    public static extern nint SDL_GL_CreateContext(nint window);

    [DllImport(Library)]
    public static extern void SDL_GL_DeleteContext(nint context);

    [DllImport(Library)]
    public static extern int SDL_GL_SetSwapInterval(int interval);

    [DllImport(Library)]
    public static extern void SDL_GL_SwapWindow(nint window);

    [DllImport(Library)]
    public static extern void SDL_GL_GetDrawableSize(nint window, int* width, int* height);

    [DllImport(Library)]
    public static extern nint SDL_GL_GetProcAddress(byte* name);
}
