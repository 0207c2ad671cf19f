#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Repartee.Package.Rules
{
    /// <summary>One source tree, two compilers: each .asmdef and the .csproj beside it say the same. A fault is a line of text.</summary>
    public static class ProjectRules
    {
        private const string Stubs = "Tests/Unity~/";

        /// <summary>Packages whose libraries aren't called as they are, bring none for the compiler, or show it types of others.</summary>
        private static readonly IReadOnlyDictionary<string, string[]> Libraries = new Dictionary<string, string[]>
        {
            ["Microsoft.NET.Test.Sdk"] = Array.Empty<string>(),
            ["NUnit3TestAdapter"] = Array.Empty<string>(),
            ["NUnit"] = new[] { "nunit.framework.dll" },
            ["MessagePack"] = new[] { "MessagePack.dll", "MessagePack.Annotations.dll" },
            ["System.Text.Json"] = new[]
            {
                "System.Text.Json.dll", "System.Text.Encodings.Web.dll", "Microsoft.Bcl.AsyncInterfaces.dll",
            },
            ["Microsoft.Extensions.Logging"] = new[]
            {
                "Microsoft.Extensions.Logging.dll", "Microsoft.Extensions.DependencyInjection.Abstractions.dll",
                "Microsoft.Extensions.Options.dll", "System.Diagnostics.DiagnosticSource.dll",
            },
            ["TorchSharp"] = new[] { "TorchSharp.dll", "Google.Protobuf.dll" },
        };

        /// <summary>An .asmdef without a .csproj of its name beside it, or the other way round.</summary>
        public static IEnumerable<string> Pairs(PackageFiles files)
        {
            IEnumerable<string> visible = files.Paths.Where(path => !PackageFiles.IsHidden(path));
            return from path in visible
                   let twin = Path.GetExtension(path) switch
                   {
                       ".asmdef" => Path.ChangeExtension(path, ".csproj"),
                       ".csproj" => Path.ChangeExtension(path, ".asmdef"),
                       _ => path,
                   }
                   where !files.HasFile(twin)
                   select $"{path}: expected {twin} beside it, but found none.";
        }

        /// <summary>Projects that see other assemblies of this package than their .asmdef names. What a project reaches, it sees.</summary>
        public static IEnumerable<string> References(PackageFiles files) =>
            Compare(files, "references", assembly => assembly.OwnReferences, Assemblies);

        /// <summary>Projects that see other libraries than their .asmdef names.</summary>
        public static IEnumerable<string> Precompiled(PackageFiles files) =>
            Compare(files, "precompiledReferences", assembly => assembly.PrecompiledReferences, SeenLibraries)
                .Concat(AssemblyDefinition.All(files).Where(assembly => !assembly.OverridesReferences)
                    .Select(assembly => $"{assembly.Path}: expected \"overrideReferences\": true, else it sees every library there is."));

        /// <summary>Projects that compile the sources of an assembly below them, which Unity compiles apart.</summary>
        public static IEnumerable<string> NestedSources(PackageFiles files)
        {
            IReadOnlyList<AssemblyDefinition> all = AssemblyDefinition.All(files);
            return from outer in all
                   where files.HasFile(Twin(outer))
                   from inner in all
                   where inner.Folder.StartsWith(outer.Folder + "/", StringComparison.Ordinal)
                   where !Project.Read(Twin(outer), files).RemovedFolders.Any(folder =>
                       (inner.Folder + "/").StartsWith(folder + "/", StringComparison.Ordinal))
                   select $"{Twin(outer)}: expected <Compile Remove> for {inner.Folder}, an assembly of its own, but found none.";
        }

        private static string Twin(AssemblyDefinition assembly) => $"{assembly.Folder}/{assembly.Name}.csproj";

        private static IEnumerable<string> Compare(
            PackageFiles files,
            string key,
            Func<AssemblyDefinition, IEnumerable<string>> named,
            Func<IEnumerable<Project>, PackageFiles, IEnumerable<string>> seen)
        {
            foreach (AssemblyDefinition assembly in AssemblyDefinition.All(files).Where(assembly => files.HasFile(Twin(assembly))))
            {
                string[] project = seen(Reached(Twin(assembly), files), files).Distinct().ToArray();
                string[] missing = project.Except(named(assembly)).ToArray();
                string[] extra = named(assembly).Except(project).ToArray();
                if (missing.Length + extra.Length > 0)
                    yield return $"{assembly.Path}: expected \"{key}\" as {Twin(assembly)} has them, but it lacks "
                        + $"[{string.Join(", ", missing)}] and has [{string.Join(", ", extra)}] besides.";
            }
        }

        /// <summary>The project itself first, then the projects it reaches.</summary>
        private static IEnumerable<Project> Reached(string path, PackageFiles files)
        {
            Project project = Project.Read(path, files);
            return project.ProjectReferences.Where(reference => !reference.StartsWith(Stubs, StringComparison.Ordinal))
                .SelectMany(reference => Reached(reference, files)).Prepend(project);
        }

        private static IEnumerable<string> Assemblies(IEnumerable<Project> projects, PackageFiles files) =>
            projects.Skip(1).Select(project => Path.GetFileNameWithoutExtension(project.Path));

        private static IEnumerable<string> SeenLibraries(IEnumerable<Project> projects, PackageFiles files) =>
            projects.SelectMany(project => project.PackageReferences)
                .SelectMany(package => Libraries.TryGetValue(package, out string[]? names) ? names : new[] { package + ".dll" });
    }
}
