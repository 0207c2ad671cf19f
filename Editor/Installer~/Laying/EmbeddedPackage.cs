using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Repartee.Installer.Laying;

/// <summary>The files of a package that a Unity project holds itself, in <c>Packages/NAME</c>.</summary>
internal sealed class EmbeddedPackage
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<LaidFile> files = [];
    private readonly SortedSet<string> folders = [];
    private readonly string name;
    private readonly string manifest;

    public EmbeddedPackage(string name, string version, string displayName, string description)
    {
        this.name = name;
        manifest = JsonSerializer.Serialize(
            new { name, version, displayName, description, unity = "2022.3", hideInEditor = false }, Indented).ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>All files with their .meta files. The manifest, by which Unity and the asmdef files know the package, is the last.</summary>
    public IReadOnlyList<LaidFile> Files
    {
        get
        {
            string path = At("package.json");
            return [
                .. folders.Select(folder => LaidFile.Of(folder + ".meta", PluginMeta.Folder(folder))), .. files,
                LaidFile.Of(path + ".meta", PluginMeta.Manifest(path)), LaidFile.Of(path, manifest),
            ];
        }
    }

    /// <summary>Adds managed libraries for the editor and players.</summary>
    public void AddEverywhere(IEnumerable<string> libraries)
    {
        foreach (string library in libraries)
            Add("Plugins", library, PluginMeta.Everywhere(At("Plugins/" + Path.GetFileName(library))));
    }

    /// <summary>Adds managed libraries for the editor.</summary>
    public void AddEditorOnly(IEnumerable<string> libraries)
    {
        foreach (string library in libraries)
            Add("Plugins/Editor", library, PluginMeta.EditorOnly(At("Plugins/Editor/" + Path.GetFileName(library))));
    }

    /// <summary>Adds native libraries for the Windows editor.</summary>
    public void AddWindowsEditorOnly(IEnumerable<string> libraries)
    {
        foreach (string library in libraries)
            Add("Plugins/Editor/x86_64", library, PluginMeta.WindowsEditorOnly(At("Plugins/Editor/x86_64/" + Path.GetFileName(library))));
    }

    /// <summary>Adds a text that lies beside the manifest.</summary>
    public void AddText(string source)
    {
        string path = At(Path.GetFileName(source));
        files.Add(LaidFile.Copy(path, source));
        files.Add(LaidFile.Of(path + ".meta", PluginMeta.Text(path)));
    }

    private void Add(string folder, string source, string meta)
    {
        string path = At($"{folder}/{Path.GetFileName(source)}");
        // The .meta first: Unity must never import a library without one, which would put it into players.
        files.Add(LaidFile.Of(path + ".meta", meta));
        files.Add(LaidFile.Copy(path, source));
        for (string above = At(folder); above != At("").TrimEnd('/'); above = above[..above.LastIndexOf('/')])
            folders.Add(above);
    }

    private string At(string path) => $"Packages/{name}/{path}";
}
