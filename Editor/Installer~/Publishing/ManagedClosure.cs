using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using Repartee.Editor.Installation;

namespace Repartee.Installer.Publishing;

/// <summary>The managed libraries a project gets, by where they may be loaded.</summary>
internal sealed record ManagedClosure(
    IReadOnlyList<string> Player, IReadOnlyList<string> EditorOnly, IReadOnlyList<string> InProcess)
{
    private const string Name = "Repartee.Closure";

    /// <summary>Publishes the closure of a kind.</summary>
    public static ManagedClosure Publish(SdkPublish sdk, string package, InstallKind kind)
    {
        string project = Path.Combine(package, "Editor", "Installer~", "Closure", Name + ".csproj");
        string output = Path.Combine(sdk.Artifacts, "Closure");
        sdk.Publish(project, output, "InstallKind=" + InstallOptionNames.Of(kind));
        return Sort(output, XElement.Load(project));
    }

    /// <summary>Sorts published libraries by the labels of the project they were published from.</summary>
    public static ManagedClosure Sort(string output, XElement project)
    {
        DependencyGraph graph = DependencyGraph.Read(Path.Combine(output, Name + ".deps.json"));
        string[] all = Directory.GetFiles(output, "*.dll").Where(path => Path.GetFileNameWithoutExtension(path) != Name)
            .OrderBy(path => path, StringComparer.Ordinal).ToArray();
        IReadOnlySet<string> player = graph.Libraries(Roots(project, "Player"));
        IReadOnlySet<string> editor = graph.Libraries(Roots(project, "Editor"));
        bool InPlayer(string path) => player.Contains(Path.GetFileName(path));
        bool InEditor(string path) => !InPlayer(path) && editor.Contains(Path.GetFileName(path));
        return new ManagedClosure(
            all.Where(InPlayer).ToArray(), all.Where(InEditor).ToArray(),
            all.Where(path => !InPlayer(path) && !InEditor(path)).ToArray());
    }

    private static IEnumerable<string> Roots(XElement project, string label) => project.Elements("ItemGroup")
        .Where(group => (string?)group.Attribute("Label") == label).Elements("PackageReference")
        .Select(package => (string)package.Attribute("Include")!);
}
