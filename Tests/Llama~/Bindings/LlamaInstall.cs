using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

namespace Repartee.Llama;

/// <summary>Runs install.sh, which fetches the prebuilt libraries once.</summary>
public static class LlamaInstall
{
    private const int CannotHaveIt = 3;

    // The script bounds itself; this is for when it does not.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(240);

    /// <summary>The folder of the libraries.</summary>
    /// <exception cref="PlatformNotSupportedException">This machine cannot have them; the message says why.</exception>
    /// <exception cref="InvalidOperationException">The script broke.</exception>
    public static string Run()
    {
        var start = new ProcessStartInfo("bash", [Script()]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process script = Start(start);
        Task<string> output = script.StandardOutput.ReadToEndAsync(), errors = script.StandardError.ReadToEndAsync();
        if (!script.WaitForExit(Longest))
        {
            script.Kill(entireProcessTree: true);
            throw new InvalidOperationException(
                $"Expected install.sh to end within {Longest.TotalSeconds} seconds, but it runs on. Run it by hand.");
        }

        if (script.ExitCode == CannotHaveIt) throw new PlatformNotSupportedException(errors.Result.Trim());
        if (script.ExitCode != 0)
            throw new InvalidOperationException(
                $"Expected install.sh to end with 0 or {CannotHaveIt}, but found {script.ExitCode}: {errors.Result.Trim()}. Run it by " +
                "hand.");
        return output.Result.Trim();
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception)
        {
            throw new PlatformNotSupportedException("Expected bash, which installs the prebuilt llama.cpp, but found none.", error);
        }
    }

    // Builds may lie outside the repository; then the sources don't.
    private static string Script([CallerFilePath] string source = "") =>
        new[] { AppContext.BaseDirectory, Path.GetDirectoryName(source)! }
            .SelectMany(Above).Select(folder => Path.Combine(folder, "Tests", "Llama~", "install.sh")).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("Expected Tests/Llama~/install.sh above the program, but found none. Run it from a clone.");

    private static System.Collections.Generic.IEnumerable<string> Above(string start)
    {
        for (string? folder = start; folder != null; folder = Path.GetDirectoryName(folder)) yield return folder;
    }
}
