using System;
using System.Collections.Generic;
using System.IO;
using Repartee.Editor.Installation;

namespace Repartee.Installer.Publishing;

/// <summary>The trainer's program, published into the project's Library.</summary>
internal static class TrainerHost
{
    /// <summary>Publishes it beside the place it will have, checks it, and moves it there.</summary>
    /// <returns>The names of the native libraries that had to be joined.</returns>
    /// <exception cref="InstallationException">It cannot be published, is not whole, or the old one is in use.</exception>
    public static IReadOnlyList<string> Publish(SdkPublish sdk, UnityProject unity, string project, TorchBackend backend)
    {
        string fresh = unity.TrainerHostFolder + ".new";
        sdk.Publish(project, fresh, "TorchBackend=" + InstallOptionNames.Of(backend));
        IReadOnlyList<string> joined = SplitFiles.Join(fresh, ResolvedPackages.Read(sdk.AssetsFile(project)));
        Replace(unity.TrainerHostFolder, fresh);
        return joined;
    }

    /// <summary>Removes it.</summary>
    /// <exception cref="InstallationException">It is in use.</exception>
    public static void Delete(UnityProject unity)
    {
        Discard(unity.TrainerHostFolder);
        foreach (string rest in new[] { unity.TrainerHostFolder + ".new", unity.BuildFolder })
            if (Directory.Exists(rest))
                Directory.Delete(rest, recursive: true);
    }

    private static void Replace(string folder, string fresh)
    {
        Discard(folder);
        Directory.Move(fresh, folder);
    }

    // A rename first: it fails as a whole where a file is in use, rather than leaving half a trainer.
    private static void Discard(string folder)
    {
        string old = folder + ".old";
        try
        {
            if (Directory.Exists(old))
                Directory.Delete(old, recursive: true);
            if (!Directory.Exists(folder))
                return;
            Directory.Move(folder, old);
            Directory.Delete(old, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InstallationException(
                $"Expected to replace or remove {folder}, but the system said: {error.Message} Stop training, and run this again.", error);
        }
    }
}
