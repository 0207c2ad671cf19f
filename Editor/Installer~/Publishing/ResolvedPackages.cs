using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Repartee.Installer.Publishing;

/// <summary>The packages a restored project uses, and where they lie: its <c>project.assets.json</c>.</summary>
internal static class ResolvedPackages
{
    /// <summary>Their folders by their identities <c>name/version</c>.</summary>
    public static IReadOnlyDictionary<string, string> Read(string assetsFile)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
        string[] caches = document.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToArray();
        var folders = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty library in document.RootElement.GetProperty("libraries").EnumerateObject())
            if (library.Value.GetProperty("type").GetString() == "package")
                folders[library.Name] = caches.Select(cache => Path.Combine(cache, library.Value.GetProperty("path").GetString()!))
                    .FirstOrDefault(Directory.Exists) ?? "";
        return folders;
    }
}
