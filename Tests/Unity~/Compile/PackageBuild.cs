using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Repartee.Package;
using Repartee.Package.Rules;

namespace Repartee.Unity.Compile;

/// <summary>Compiles the assemblies of a package as the engine does: each by itself, from its .asmdef, C# 9 on .NET Standard 2.1.</summary>
internal sealed class PackageBuild
{
    private static readonly IReadOnlyDictionary<string, string> Libraries = File
        .ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Repartee.Unity.Compile.references.txt"))
        .GroupBy(path => Path.GetFileName(path)).ToDictionary(same => same.Key, same => same.First());

    // The engine's profile has these of its own, under the names that older libraries ask for.
    private static readonly string[] Profile =
        ["System.Buffers.dll", "System.Memory.dll", "System.Numerics.Vectors.dll", "System.Threading.Tasks.Extensions.dll"];

    private static readonly string[] Framework = [.. Libraries.Values.Where(path =>
        Path.GetDirectoryName(path) == Path.GetDirectoryName(PathOf("netstandard.dll")) || Profile.Contains(Path.GetFileName(path)))];

    /// <summary>Libraries for .NET Standard 2.0 among those for 2.1: neither the engine nor the SDK warns of them.</summary>
    private static readonly IReadOnlyDictionary<string, ReportDiagnostic> Unasked =
        new[] { "CS1701", "CS1702" }.ToDictionary(id => id, _ => ReportDiagnostic.Suppress);

    private readonly PackageFiles _files;
    private readonly Variant _variant;
    private readonly IReadOnlyList<AssemblyDefinition> _definitions;
    private readonly Dictionary<string, byte[]> _images = [];
    private readonly List<string> _faults = [];
    private readonly Dictionary<string, Compiled> _known;
    private readonly Dictionary<string, string> _keys = [];

    /// <summary>Compiles all that the variant has.</summary>
    /// <param name="files">The package.</param>
    /// <param name="variant">The target.</param>
    /// <param name="known">What other variants of this package have compiled; null for none.</param>
    internal PackageBuild(PackageFiles files, Variant variant, Dictionary<string, Compiled>? known = null)
    {
        (_files, _variant, _known) = (files, variant, known ?? []);
        _definitions = [.. AssemblyDefinition.All(files).Where(IsCompiled)];
        foreach (AssemblyDefinition definition in _definitions)
            Compile(definition.Name);
    }

    /// <summary>Libraries that come from NuGet, without those that the engine has of its own.</summary>
    internal static IEnumerable<string> Fetched => Libraries.Where(library => !Framework.Contains(library.Value))
        .Select(library => Path.GetFileNameWithoutExtension(library.Key))
        .Where(name => !name.StartsWith("Repartee", StringComparison.Ordinal) && !name.StartsWith("Unity", StringComparison.Ordinal));

    /// <summary>Compiled assemblies by name.</summary>
    internal IReadOnlyDictionary<string, byte[]> Images => _images;

    /// <summary>Errors and warnings with file and line, and references to what is not there.</summary>
    internal IReadOnlyList<string> Faults => _faults;

    internal static string PathOf(string library) => Libraries.TryGetValue(library, out string? path)
        ? path
        : throw new FileNotFoundException($"Expected {library} among the references of the .NET Standard 2.1 builds, but found none.");

    private bool IsCompiled(AssemblyDefinition definition) =>
        (definition.IncludePlatforms.Count == 0 || definition.IncludePlatforms.Contains(_variant.Platform))
        && !definition.ExcludePlatforms.Contains(_variant.Platform)
        && definition.DefineConstraints.All(constraint => IsMet(constraint, _variant.DefinesOf(definition)));

    private static bool IsMet(string constraint, IReadOnlyList<string> defines) => constraint.Split("||", StringSplitOptions.TrimEntries)
        .Any(symbol => symbol.StartsWith('!') != defines.Contains(symbol.TrimStart('!')));

    private void Compile(string name)
    {
        AssemblyDefinition? definition = _definitions.SingleOrDefault(one => one.Name == name);
        if (definition is null || _keys.ContainsKey(name))
            return;
        foreach (string reference in definition.References)
            Compile(reference);
        string[] paths = [.. Sources(definition)];
        string key = _keys[name] = KeyOf(definition, paths);
        if (!_known.TryGetValue(key, out Compiled? compiled))
            _known[key] = compiled = Compile(definition, paths);
        _faults.AddRange(compiled.Faults);
        if (compiled.Image != null)
            _images[name] = compiled.Image;
    }

    /// <summary>Variants in which the same symbols that the sources ask for are defined compile the same.</summary>
    private string KeyOf(AssemblyDefinition definition, string[] paths)
    {
        IEnumerable<string> asked = paths
            .SelectMany(path => Regex.Matches(_files.Text(path), @"^\s*#(?:if|elif)\b(.*)$", RegexOptions.Multiline))
            .SelectMany(match => Regex.Matches(match.Groups[1].Value, @"\w+")).Select(match => match.Value);
        IEnumerable<string> symbols = asked.Distinct().Intersect(_variant.DefinesOf(definition)).Order(StringComparer.Ordinal);
        IEnumerable<string> references = definition.References.Select(one => _keys.GetValueOrDefault(one, $"no {one} for {_variant}"));
        bool seesEditor = !definition.NoEngineReferences && _variant.IsEditor;
        return $"{definition.Name}[{string.Join(' ', symbols)}]({string.Join(' ', references)}){(seesEditor ? "+editor" : "")}";
    }

    private Compiled Compile(AssemblyDefinition definition, string[] paths)
    {
        var parsing = new CSharpParseOptions(
            LanguageVersion.CSharp9, DocumentationMode.None, preprocessorSymbols: _variant.DefinesOf(definition));
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, allowUnsafe: definition.AllowsUnsafeCode, deterministic: true,
            optimizationLevel: OptimizationLevel.Release, specificDiagnosticOptions: Unasked);
        CSharpCompilation compilation = CSharpCompilation.Create(
            definition.Name,
            paths.Select(path => CSharpSyntaxTree.ParseText(SourceText.From(_files.Text(path), Encoding.UTF8), parsing, path)),
            References(definition, out List<string> faults), options);
        using var stream = new MemoryStream();
        EmitResult result = compilation.Emit(stream);
        faults.AddRange(result.Diagnostics.Where(one => one.Severity >= DiagnosticSeverity.Warning)
            .Select(one => $"{definition.Name}: {one}"));
        return new Compiled(result.Success ? stream.ToArray() : null, faults);
    }

    private IEnumerable<string> Sources(AssemblyDefinition definition)
    {
        string own = definition.Folder + "/";
        string[] inner = [.. AssemblyDefinition.All(_files).Select(one => one.Folder + "/")
            .Where(folder => folder != own && folder.StartsWith(own, StringComparison.Ordinal))];
        return _files.Sources(definition.Folder).Where(path => !inner.Any(folder => path.StartsWith(folder, StringComparison.Ordinal)));
    }

    private List<MetadataReference> References(AssemblyDefinition definition, out List<string> faults)
    {
        List<string> libraries = [.. Framework, .. definition.PrecompiledReferences.Select(PathOf)];
        if (!definition.NoEngineReferences)
            libraries.Add(PathOf("UnityEngine.dll"));
        if (!definition.NoEngineReferences && _variant.IsEditor)
            libraries.Add(PathOf("UnityEditor.dll"));
        faults = [.. definition.OwnReferences.Where(reference => !_images.ContainsKey(reference)).Select(reference =>
            $"{definition.Name}: expected {reference} for {_variant.Name}, but it is not compiled there.")];
        IEnumerable<byte[]> own = definition.OwnReferences.Where(_images.ContainsKey).Select(reference => _images[reference]);
        return [.. libraries.Select(path => MetadataReference.CreateFromFile(path)),
            .. own.Select(image => MetadataReference.CreateFromImage(image))];
    }

    /// <summary>One assembly: its image, where there was no error.</summary>
    internal sealed record Compiled(byte[]? Image, IReadOnlyList<string> Faults);
}
