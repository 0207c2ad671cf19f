using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Repartee.Report.Tests;

/// <summary>A headless Chromium of its own, with a profile of its own, spoken to through its DevTools protocol.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly string profile;

    private Browser(Process process, string profile, DevTools tools)
    {
        this.process = process;
        this.profile = profile;
        Tools = tools;
    }

    public DevTools Tools { get; }

    /// <summary>Starts one; the test is skipped where none is installed.</summary>
    public static async Task<Browser> StartAsync()
    {
        string? program = Names().FirstOrDefault(File.Exists);
        if (program is null)
            Assert.Ignore("Expected Chromium, but found none. Install chromium, or set REPARTEE_CHROMIUM to its program.");
        string profile = Directory.CreateTempSubdirectory("repartee-chromium-").FullName;
        string[] arguments =
        [
            "--headless=new", "--remote-debugging-port=0", $"--user-data-dir={profile}",
            "--no-first-run", "--disable-sync", "--disable-gpu",
            "--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-dev-shm-usage",
            "--hide-scrollbars",
            .. Environment.UserName == "root" ? ["--no-sandbox"] : Array.Empty<string>(), "about:blank",
        ];
        var start = new ProcessStartInfo(program!, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        try
        {
            var address = await AddressAsync(process).WaitAsync(Patience);
            _ = process.StandardError.ReadToEndAsync();                         // so that it never waits for a reader
            _ = process.StandardOutput.ReadToEndAsync();
            return new Browser(process, profile, await DevTools.ConnectAsync(address, Patience));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Tools.DisposeAsync();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        try
        {
            Directory.Delete(profile, recursive: true);
        }
        catch (IOException)
        {
            // A child that is still ending may hold a file; the folder is a temporary one.
        }
    }

    private static async Task<Uri> AddressAsync(Process process)
    {
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync() is string line)
        {
            said.Add(line);
            if (Regex.Match(line, @"^DevTools listening on (ws://\S+)") is { Success: true } match)
                return new Uri(match.Groups[1].Value);
        }

        throw new InvalidOperationException($"Expected Chromium to listen, but it ended and said: {string.Join(" ", said)}");
    }

    private static IEnumerable<string> Names()
    {
        if (Environment.GetEnvironmentVariable("REPARTEE_CHROMIUM") is { Length: > 0 } named)
            yield return named;
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            foreach (string name in new[] { "chromium", "chromium-browser", "google-chrome" })
                yield return Path.Combine(folder, name);
        }
    }
}
