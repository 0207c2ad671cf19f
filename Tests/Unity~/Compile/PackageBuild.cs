using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
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

    private readonly PackageFiles _files;
    private readonly Variant _variant;
    private readonly IReadOnlyList<AssemblyDefinition> _definitions;
    private readonly Dictionary<string, byte[]> _images = [];
    private readonly List<string> _faults = [];

    internal PackageBuild(PackageFiles files, Variant variant)
    {
        (_files, _variant) = (files, variant);
        _definitions = [.. AssemblyDefinition.All(files).Where(IsCompiled)];
        foreach (AssemblyDefinition definition in _definitions)
            Compile(definition.Name);
    }

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
        && definition.DefineConstraints.All(IsMet);

    private bool IsMet(string constraint) => constraint.Split("||", StringSplitOptions.TrimEntries)
        .Any(symbol => symbol.StartsWith('!') != _variant.Defines.Contains(symbol.TrimStart('!')));

    private void Compile(string name)
    {
        AssemblyDefinition? definition = _definitions.SingleOrDefault(one => one.Name == name);
        if (definition is null || _images.ContainsKey(name))
            return;
        foreach (string reference in definition.References)
            Compile(reference);
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, allowUnsafe: definition.AllowsUnsafeCode, deterministic: true,
            optimizationLevel: OptimizationLevel.Release);
        CSharpCompilation compilation = CSharpCompilation.Create(name, Sources(definition), References(definition), options);
        using var stream = new MemoryStream();
        ImmutableArray<Diagnostic> found = compilation.Emit(stream).Diagnostics;
        _faults.AddRange(found.Where(one => one.Severity >= DiagnosticSeverity.Warning).Select(one => $"{name}: {one}"));
        _images[name] = stream.ToArray();
    }

    private IEnumerable<SyntaxTree> Sources(AssemblyDefinition definition)
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp9, DocumentationMode.None, preprocessorSymbols: _variant.Defines);
        string[] inner = [.. AssemblyDefinition.All(_files).Select(one => one.Folder).Where(folder => folder != definition.Folder)];
        return from path in _files.Sources(definition.Folder)
               where !inner.Any(folder => folder.Length > definition.Folder.Length && path.StartsWith(folder + "/", StringComparison.Ordinal))
               select CSharpSyntaxTree.ParseText(SourceText.From(_files.Text(path), Encoding.UTF8), options, path);
    }

    private IEnumerable<MetadataReference> References(AssemblyDefinition definition)
    {
        yield return MetadataReference.CreateFromFile(PathOf("netstandard.dll"));
        foreach (string library in definition.PrecompiledReferences)
            yield return MetadataReference.CreateFromFile(PathOf(library));
        if (!definition.NoEngineReferences)
            yield return MetadataReference.CreateFromFile(PathOf("UnityEngine.dll"));
        if (!definition.NoEngineReferences && _variant.IsEditor)
            yield return MetadataReference.CreateFromFile(PathOf("UnityEditor.dll"));
        foreach (string reference in definition.OwnReferences)
            if (_images.TryGetValue(reference, out byte[]? image))
                yield return MetadataReference.CreateFromImage(image);
            else
                _faults.Add($"{definition.Name}: expected {reference} for {_variant.Name}, but it is not compiled there.");
    }
}
