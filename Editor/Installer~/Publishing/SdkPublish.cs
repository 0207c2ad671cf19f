using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Repartee.Editor.Installation;

namespace Repartee.Installer.Publishing;

/// <summary><c>dotnet publish</c> of projects of this package, with everything it writes below one folder.</summary>
internal sealed class SdkPublish(string dotnet, string artifacts, Action<string> line, CancellationToken stop)
{
    private const int LinesToTell = 15;

    /// <summary>The folder for what builds leave behind.</summary>
    public string Artifacts => artifacts;

    /// <summary>Publishes a project into a folder, which is emptied before.</summary>
    /// <exception cref="InstallationException">The SDK says no.</exception>
    public void Publish(string project, string output, params string[] properties)
    {
        if (!File.Exists(project))
            throw new InstallationException($"Expected the project {project}, but found none. Install the package com.repartee.npc anew.");
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        Directory.CreateDirectory(artifacts);
        string[] words =
        [
            "publish", project, "-c", "Release", "-o", output, "-nologo", "-v", "q", "-nodeReuse:false", "-p:ArtifactsPath=" + artifacts,
            "-p:CreateHardLinksForPublishFilesIfPossible=true", .. properties.Select(property => "-p:" + property),
        ];
        var last = new Queue<string>();
        int exitCode = DotnetProcess.Run(dotnet, string.Join(" ", words.Select(Quote)), artifacts, text =>
        {
            line(text);
            last.Enqueue(text);
            if (last.Count > LinesToTell)
                last.Dequeue();
        }, stop);
        if (exitCode != 0)
            throw new InstallationException(
                $"Expected dotnet publish of {Path.GetFileName(project)} to succeed, but it ended with {exitCode}. It said:\n"
                + $"{string.Join("\n", last)}\nIf packages could not be restored, check the network and nuget.config; then run this again.");
    }

    /// <summary>The resolved packages of a project that was published.</summary>
    public string AssetsFile(string project) =>
        Path.Combine(artifacts, "obj", Path.GetFileNameWithoutExtension(project), "project.assets.json");

    private static string Quote(string word) => word.Contains(' ') ? $"\"{word.Replace('\\', '/')}\"" : word;
}
