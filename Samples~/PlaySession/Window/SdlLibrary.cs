using System;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.InteropServices;
using Repartee.Samples.Tavern;

namespace Repartee.Samples.PlaySession.Window;

/// <summary>Finds SDL 2 by the names that it has on each system.</summary>
internal static class SdlLibrary
{
    private static readonly string[] Candidates = OperatingSystem.IsWindows()
        ? ["SDL2.dll"]
        : OperatingSystem.IsMacOS()
            ? ["libSDL2-2.0.0.dylib", "libSDL2.dylib", "/opt/homebrew/lib/libSDL2-2.0.0.dylib", "/usr/local/lib/libSDL2-2.0.0.dylib"]
            : ["libSDL2-2.0.so.0", "libSDL2.so"];

    /// <summary>From here on, calls of <see cref="Sdl"/> reach the library.</summary>
    /// <exception cref="UsageException">It is not installed.</exception>
    public static void Load() => Load(Candidates);

    /// <summary>Takes the first of these that there is.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    internal static void Load(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, typeof(SdlLibrary).Assembly, null, out nint handle))
            {
                Resolve(handle);
                return;
            }
        }

        throw new UsageException(
            $"Expected SDL 2 for the window, but found none of {string.Join(", ", names)}. Install it: apt-get install libsdl2-2.0-0 "
            + "libgl1-mesa-dri (Debian, Ubuntu), dnf install SDL2 (Fedora), brew install sdl2 (macOS), or put SDL2.dll from libsdl.org "
            + "beside the program (Windows).");
    }

    private static void Resolve(nint handle)
    {
        try
        {
            NativeLibrary.SetDllImportResolver(
                Assembly.GetExecutingAssembly(), (name, _, _) => name == Sdl.Library ? handle : nint.Zero);
        }
        catch (InvalidOperationException)
        {
            // It was found before, by another window of this process.
        }
    }
}
