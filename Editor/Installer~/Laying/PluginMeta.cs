using System;
using System.Security.Cryptography;
using System.Text;

namespace Repartee.Installer.Laying;

/// <summary>
/// The <c>.meta</c> files beside what is laid: how Unity imports it. GUIDs follow from the path, so that two machines and two
/// installations agree, and what refers to a library goes on doing so.
/// </summary>
internal static class PluginMeta
{
    private const string Assets = "  userData: \n  assetBundleName: \n  assetBundleVariant: \n";
    private const string Off = "    second:\n      enabled: 0\n      settings: {}\n";
    private const string OffForAnyCpu = "    second:\n      enabled: 0\n      settings:\n        CPU: None\n";

    /// <summary>A managed library for the editor and all players.</summary>
    public static string Everywhere(string path) => Plugin(path, isExplicit: false,
        "  - first:\n      Any: \n    second:\n      enabled: 1\n      settings: {}\n"
        + "  - first:\n      Editor: Editor\n    second:\n      enabled: 0\n      settings:\n        DefaultValueInitialized: true\n");

    /// <summary>A managed library for the editor alone, seen only by assemblies that name it.</summary>
    public static string EditorOnly(string path) => Plugin(path, isExplicit: true,
        "  - first:\n      Any: \n" + Off
        + "  - first:\n      Editor: Editor\n    second:\n      enabled: 1\n      settings:\n        DefaultValueInitialized: true\n");

    /// <summary>A native library for the Windows editor alone.</summary>
    public static string WindowsEditorOnly(string path) => Plugin(path, isExplicit: false,
        "  - first:\n      : Any\n    second:\n      enabled: 0\n      settings:\n        Exclude Editor: 0\n        Exclude Linux64: 1\n"
        + "        Exclude OSXUniversal: 1\n        Exclude Win: 1\n        Exclude Win64: 1\n"
        + "  - first:\n      Any: \n" + Off
        + "  - first:\n      Editor: Editor\n    second:\n      enabled: 1\n      settings:\n        CPU: x86_64\n"
        + "        DefaultValueInitialized: true\n        OS: Windows\n"
        + "  - first:\n      Standalone: Linux64\n" + OffForAnyCpu
        + "  - first:\n      Standalone: OSXUniversal\n" + OffForAnyCpu
        + "  - first:\n      Standalone: Win\n" + OffForAnyCpu
        + "  - first:\n      Standalone: Win64\n" + OffForAnyCpu);

    /// <summary>A folder.</summary>
    public static string Folder(string path) =>
        Head(path) + "folderAsset: yes\nDefaultImporter:\n  externalObjects: {}\n" + Assets;

    /// <summary>A package.json.</summary>
    public static string Manifest(string path) => Head(path) + "PackageManifestImporter:\n  externalObjects: {}\n" + Assets;

    /// <summary>A text.</summary>
    public static string Text(string path) => Head(path) + "TextScriptImporter:\n  externalObjects: {}\n" + Assets;

    /// <summary>The GUID of a path below the project's folder: the MD5 of its name.</summary>
    public static string Guid(string path)
    {
        // MD5 is a name here, not a secret.
#pragma warning disable CA5351
        return Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes("com.repartee.npc/installed/" + path))).ToLowerInvariant();
#pragma warning restore CA5351
    }

    private static string Head(string path) => $"fileFormatVersion: 2\nguid: {Guid(path)}\n";

    private static string Plugin(string path, bool isExplicit, string platforms) => Head(path)
        + "PluginImporter:\n  externalObjects: {}\n  serializedVersion: 2\n  iconMap: {}\n  executionOrder: {}\n  defineConstraints: []\n"
        + $"  isPreloaded: 0\n  isOverridable: 0\n  isExplicitlyReferenced: {(isExplicit ? 1 : 0)}\n  validateReferences: 1\n"
        + $"  platformData:\n{platforms}{Assets}";
}
