#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Package.Rules
{
    /// <summary>What Unity asks of .asmdef files, and what this package promises with them. A fault is a line of text.</summary>
    public static class AssemblyRules
    {
        private const string TrainingAssembly = "Repartee.Training";
        private const string TrainingSymbol = "REPARTEE_TRAINING";
        private const string DependenciesSymbol = "REPARTEE_DEPENDENCIES";

        /// <summary>The packages that the installer puts into a Unity project, and the symbols that tell of them.</summary>
        private static readonly (string Name, string Define)[] LibraryPackages =
        {
            ("com.repartee.dependencies", DependenciesSymbol), ("com.repartee.training-dependencies", TrainingSymbol),
        };

        /// <summary>Names that are missing, used twice, or differ from the file's.</summary>
        public static IEnumerable<string> Names(PackageFiles files) =>
            from assembly in AssemblyDefinition.All(files)
            let others = AssemblyDefinition.All(files).Count(other => other.Name == assembly.Name) - 1
            where others > 0 || assembly.Path != $"{assembly.Folder}/{assembly.Name}.asmdef"
            select $"{assembly.Path}: expected the file's name as \"name\", and only here, but found \"{assembly.Name}\".";

        /// <summary>References to assemblies that this package does not have.</summary>
        public static IEnumerable<string> References(PackageFiles files)
        {
            IReadOnlyList<AssemblyDefinition> all = AssemblyDefinition.All(files);
            return from assembly in all
                   from reference in assembly.OwnReferences.Except(all.Select(other => other.Name))
                   select $"{assembly.Path}: expected references to assemblies of this package or of Unity, but found \"{reference}\".";
        }

        /// <summary>Assemblies that reach themselves.</summary>
        public static IEnumerable<string> Cycles(PackageFiles files)
        {
            Dictionary<string, IEnumerable<string>> arrows =
                AssemblyDefinition.All(files).ToDictionary(assembly => assembly.Name, assembly => assembly.OwnReferences);
            return Graph.Cyclic(arrows).Select(name => $"{name}: expected no way back to itself, but its references lead there.");
        }

        /// <summary>Lists of platforms to include and to exclude in one file.</summary>
        public static IEnumerable<string> Platforms(PackageFiles files) =>
            from assembly in AssemblyDefinition.All(files)
            where assembly.IncludePlatforms.Count > 0 && assembly.ExcludePlatforms.Count > 0
            select $"{assembly.Path}: expected includePlatforms or excludePlatforms, but found both.";

        /// <summary>Assemblies that see UnityEngine, but for Editor, Runtime/Unity and the tests, which run in its test runner.</summary>
        public static IEnumerable<string> EngineFree(PackageFiles files) =>
            from assembly in AssemblyDefinition.All(files)
            where IsEngineFree(assembly.Folder) && !assembly.NoEngineReferences
            select $"{assembly.Path}: expected \"noEngineReferences\": true, but found false.";

        /// <summary>Assemblies of the editor that are compiled for players, and player assemblies that refer to them.</summary>
        public static IEnumerable<string> EditorOnly(PackageFiles files)
        {
            IReadOnlyList<AssemblyDefinition> all = AssemblyDefinition.All(files);
            string[] editor = all.Where(assembly => MustBeEditorOnly(assembly) || IsEditorOnly(assembly)).Select(assembly => assembly.Name).ToArray();
            foreach (AssemblyDefinition assembly in all)
            {
                bool isEditorOnly = IsEditorOnly(assembly);
                if (MustBeEditorOnly(assembly) && !isEditorOnly)
                    yield return $"{assembly.Path}: expected \"includePlatforms\": [\"Editor\"].";
                if (!isEditorOnly && assembly.References.Intersect(editor).Any())
                    yield return $"{assembly.Path}: expected no reference to an assembly of the editor, which players lack.";
            }
        }

        /// <summary>Test assemblies that could reach a player.</summary>
        public static IEnumerable<string> Tests(PackageFiles files) =>
            from assembly in AssemblyDefinition.All(files)
            where IsBelow(assembly.Folder, "Tests")
            where !assembly.DefineConstraints.Contains("UNITY_INCLUDE_TESTS") || assembly.AutoReferenced
            select $"{assembly.Path}: expected the constraint UNITY_INCLUDE_TESTS and \"autoReferenced\": false.";

        /// <summary>Ways by which training code, and libtorch with it, could reach a player that doesn't ask for it.</summary>
        public static IEnumerable<string> Training(PackageFiles files) =>
            from assembly in AssemblyDefinition.All(files)
            where assembly.Name == TrainingAssembly || assembly.References.Contains(TrainingAssembly)
            where !assembly.DefineConstraints.Contains(TrainingSymbol) || assembly.AutoReferenced
            select $"{assembly.Path}: expected the constraint {TrainingSymbol} and \"autoReferenced\": false.";

        /// <summary>
        /// Assemblies that would not compile before the installer has laid their libraries. One error in one assembly keeps Unity from
        /// loading any, also the one with the installer's menu; so each asks for a define that it gets where the libraries' package is.
        /// </summary>
        public static IEnumerable<string> Dependencies(PackageFiles files) =>
            from assembly in AssemblyDefinition.All(files)
            where assembly.PrecompiledReferences.Except(new[] { "nunit.framework.dll" }).Any()
            from package in LibraryPackages
            where package.Define == DependenciesSymbol || assembly.DefineConstraints.Contains(package.Define)
            where !assembly.DefineConstraints.Contains(package.Define)
                || !assembly.VersionDefines.Contains($"{package.Name}: {package.Define}")
            select $"{assembly.Path}: expected {package.Define} in \"defineConstraints\", and in \"versionDefines\" {{ \"name\": "
                + $"\"{package.Name}\", \"expression\": \"\", \"define\": \"{package.Define}\" }}.";

        /// <summary>Scripts that no assembly definition takes, which Unity therefore does not compile in a package.</summary>
        public static IEnumerable<string> Scripts(PackageFiles files)
        {
            string[] folders = AssemblyDefinition.All(files).Select(assembly => assembly.Folder).ToArray();
            return files.Paths
                .Where(path => path.EndsWith(".cs", StringComparison.Ordinal) && !PackageFiles.IsHidden(path))
                .Where(path => !folders.Any(folder => IsBelow(path, folder)))
                .Select(path => $"{path}: expected an .asmdef in its folder or above, but found none: Unity would not compile it.");
        }

        /// <summary>Is this path, or the folder above it, free of engine types?</summary>
        public static bool IsEngineFree(string path) =>
            !IsBelow(path, "Editor") && !IsBelow(path, "Runtime/Unity") && !IsBelow(path, "Tests");

        /// <summary>What trains, and what talks to what trains, is no part of a player.</summary>
        private static bool MustBeEditorOnly(AssemblyDefinition assembly) =>
            IsBelow(assembly.Folder, "Editor") || IsBelow(assembly.Folder, "Runtime/Sessions") || IsBelow(assembly.Folder, "Runtime/Training");

        private static bool IsEditorOnly(AssemblyDefinition assembly) => assembly.IncludePlatforms.SequenceEqual(new[] { "Editor" });

        private static bool IsBelow(string path, string folder) => (path + "/").StartsWith(folder + "/", StringComparison.Ordinal);
    }
}
