using System.Collections.Generic;
using System.Linq;
using Repartee.Package.Rules;

namespace Repartee.Unity.Compile;

/// <summary>What the engine's compiler is told for one target.</summary>
internal sealed record Variant(string Name, string Platform, params string[] Symbols)
{
    private static readonly string[] Everywhere =
    [
        "UNITY_5_3_OR_NEWER", "UNITY_2021_3_OR_NEWER", "UNITY_2022_3_OR_NEWER", "UNITY_2022_3", "UNITY_2022", "NETSTANDARD",
        "NETSTANDARD2_1", "CSHARP_7_3_OR_NEWER", "NET_STANDARD", "NET_STANDARD_2_1",
    ];

    public static IReadOnlyList<Variant> All { get; } =
    [
        new("Editor", "Editor", "UNITY_EDITOR", "UNITY_EDITOR_64", "UNITY_EDITOR_LINUX", "UNITY_STANDALONE", "ENABLE_MONO"),
        new("Editor, training", "Editor", "UNITY_EDITOR", "UNITY_EDITOR_WIN", "UNITY_STANDALONE", "ENABLE_MONO", "REPARTEE_TRAINING"),
        new("Editor, Unity 6", "Editor", "UNITY_EDITOR", "UNITY_2023_1_OR_NEWER", "UNITY_6000_0_OR_NEWER", "UNITY_6000_3_OR_NEWER",
            "UNITY_STANDALONE", "ENABLE_MONO"),
        new("Editor, web", "Editor", "UNITY_EDITOR", "UNITY_WEBGL", "ENABLE_MONO"),
        new("Editor, nothing installed", "Editor", "UNITY_EDITOR", "UNITY_STANDALONE", "ENABLE_MONO") { Packages = [] },
        new("Player", "LinuxStandalone64", "UNITY_STANDALONE", "UNITY_STANDALONE_LINUX", "ENABLE_MONO"),
        new("Player, training asked for", "WindowsStandalone64", "UNITY_STANDALONE", "UNITY_STANDALONE_WIN", "ENABLE_MONO",
            "REPARTEE_TRAINING"),
        new("IL2CPP", "WindowsStandalone64", "UNITY_STANDALONE", "UNITY_STANDALONE_WIN", "ENABLE_IL2CPP"),
        new("IL2CPP, training asked for", "macOSStandalone", "UNITY_STANDALONE", "ENABLE_IL2CPP", "REPARTEE_TRAINING"),
        new("Android", "Android", "UNITY_ANDROID", "ENABLE_IL2CPP"),
        new("iOS", "iOS", "UNITY_IOS", "ENABLE_IL2CPP"),
        new("Web", "WebGL", "UNITY_WEBGL", "ENABLE_IL2CPP"),
    ];

    /// <summary>Those of projects into which the libraries are installed.</summary>
    public static IEnumerable<Variant> Installed => All.Where(variant => variant.Packages.Count > 0);

    public static IEnumerable<Variant> Players => All.Where(variant => !variant.IsEditor);

    /// <summary>The packages of libraries that the installer has put into the project.</summary>
    public IReadOnlyList<string> Packages { get; private init; } = Symbols.Contains("REPARTEE_TRAINING")
        ? ["com.repartee.dependencies", "com.repartee.training-dependencies"]
        : ["com.repartee.dependencies"];

    public bool IsEditor => Platform == "Editor";

    /// <summary>What is defined for one assembly.</summary>
    public IReadOnlyList<string> DefinesOf(AssemblyDefinition assembly)
    {
        IEnumerable<string[]> versions = assembly.VersionDefines.Select(one => one.Split(": "));
        return [.. Everywhere, .. Symbols, .. versions.Where(one => Packages.Contains(one[0])).Select(one => one[1])];
    }

    public override string ToString() => Name;
}
