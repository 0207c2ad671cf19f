using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Repartee.Installer.Publishing;

/// <summary>Which package of a published program uses which, and what files each brings: its <c>.deps.json</c>.</summary>
internal sealed class DependencyGraph
{
    private readonly Dictionary<string, JsonElement> packages;

    private DependencyGraph(Dictionary<string, JsonElement> packages) => this.packages = packages;

    public static DependencyGraph Read(string depsFile)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(depsFile));
        JsonElement root = document.RootElement;
        string target = root.GetProperty("runtimeTarget").GetProperty("name").GetString()!;
        return new DependencyGraph(root.GetProperty("targets").GetProperty(target).EnumerateObject()
            .ToDictionary(package => package.Name.Split('/')[0], package => package.Value.Clone(), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The names of the managed libraries that these packages bring, and the packages they reach.</summary>
    public IReadOnlySet<string> Libraries(IEnumerable<string> roots) => Reach(roots)
        .SelectMany(package => Files(package, "runtime")).Where(name => name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of all native files.</summary>
    public IEnumerable<string> Natives => packages.Keys.SelectMany(package => Files(package, "native"));

    private IEnumerable<string> Files(string package, string kind) => packages[package].TryGetProperty(kind, out JsonElement files)
        ? files.EnumerateObject().Select(file => Path.GetFileName(file.Name))
        : [];

    private HashSet<string> Reach(IEnumerable<string> roots)
    {
        var reached = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<string>(roots);
        while (open.TryPop(out string? package))
            if (packages.TryGetValue(package, out JsonElement its) && reached.Add(package)
                && its.TryGetProperty("dependencies", out JsonElement dependencies))
                foreach (JsonProperty dependency in dependencies.EnumerateObject())
                    open.Push(dependency.Name);
        return reached;
    }
}
