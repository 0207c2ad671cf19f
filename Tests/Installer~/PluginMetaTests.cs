using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Installer.Laying;

namespace Repartee.Installer.Tests;

public sealed class PluginMetaTests
{
    private const string Head = "fileFormatVersion: 2\nguid: 0\nPluginImporter:\n  externalObjects: {}\n"
        + "  serializedVersion: 2\n  iconMap: {}\n  executionOrder: {}\n  defineConstraints: []\n  isPreloaded: 0\n  isOverridable: 0\n";

    private const string Tail = "  userData: \n  assetBundleName: \n  assetBundleVariant: \n";

    [Test]
    public void AManagedLibraryIsForTheEditorAndAllPlayers() => Assert.That(
        WithoutGuid(PluginMeta.Everywhere("Packages/a/A.dll")),
        Is.EqualTo(WithoutGuid(Head) + """
              isExplicitlyReferenced: 0
              validateReferences: 1
              platformData:
              - first:
                  Any: 
                second:
                  enabled: 1
                  settings: {}
              - first:
                  Editor: Editor
                second:
                  enabled: 0
                  settings:
                    DefaultValueInitialized: true

            """ + Tail));

    [Test]
    public void AnEditorLibraryIsForTheEditorAndNoPlayer() => Assert.That(
        WithoutGuid(PluginMeta.EditorOnly("Packages/a/A.dll")),
        Is.EqualTo(WithoutGuid(Head) + """
              isExplicitlyReferenced: 1
              validateReferences: 1
              platformData:
              - first:
                  Any: 
                second:
                  enabled: 0
                  settings: {}
              - first:
                  Editor: Editor
                second:
                  enabled: 1
                  settings:
                    DefaultValueInitialized: true

            """ + Tail));

    [Test]
    public void ANativeLibraryIsForTheWindowsEditorAndNoPlayer()
    {
        Dictionary<string, string> platforms = Platforms(PluginMeta.WindowsEditorOnly("Packages/a/a.dll"));
        Assert.That(platforms.Keys, Is.EqualTo(new[]
        {
            ": Any", "Any: ", "Editor: Editor", "Standalone: Linux64", "Standalone: OSXUniversal", "Standalone: Win", "Standalone: Win64",
        }));
        Assert.That(platforms["Editor: Editor"], Does.Contain("enabled: 1").And.Contain("CPU: x86_64").And.Contain("OS: Windows"));
        Assert.That(platforms.Where(platform => platform.Key != "Editor: Editor").Select(platform => platform.Value),
            Has.All.Contains("enabled: 0"));
        Assert.That(platforms[": Any"],
            Does.Contain("Exclude Editor: 0").And.Contain("Exclude Win64: 1").And.Contain("Exclude Linux64: 1"));
    }

    [Test]
    public void AGuidFollowsFromThePathAlone()
    {
        string[] guids = new[] { "Packages/a/A.dll", "Packages/a/B.dll", "Packages/a/A.dll" }.Select(PluginMeta.Guid).ToArray();
        // md5sum of "com.repartee.npc/installed/Packages/a/A.dll".
        Assert.That(guids[0], Is.EqualTo("fbd9b151019f2efb17158d14f1eafa62"));
        Assert.That(guids[1], Is.Not.EqualTo(guids[0]));
        Assert.That(guids[2], Is.EqualTo(guids[0]));
    }

    private static string WithoutGuid(string meta) =>
        string.Join("\n", meta.Split('\n').Where(line => !line.StartsWith("guid: ", System.StringComparison.Ordinal)));

    private static Dictionary<string, string> Platforms(string meta) => meta.Split("  - first:\n      ").Skip(1)
        .Select(text => text.Split("\n    second:\n")).ToDictionary(parts => parts[0], parts => parts[1]);
}
