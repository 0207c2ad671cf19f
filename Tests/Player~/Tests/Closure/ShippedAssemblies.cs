using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Repartee.Player.Tests.Closure
{
    /// <summary>What lies in a player's folder beside the player, so what a game ships, and what of it Repartee.Frozen reaches.</summary>
    internal sealed class ShippedAssemblies
    {
        private readonly string _folder;

        public ShippedAssemblies(string folder) => _folder = folder;

        /// <summary>All assemblies but the player's.</summary>
        public IReadOnlyList<string> Paths => Directory.GetFiles(_folder, "*.dll").Where(path => Name(path) != "Repartee.Player")
            .OrderBy(path => path, StringComparer.Ordinal).ToArray();

        /// <summary>Files that are neither assemblies nor text about them.</summary>
        public IEnumerable<string> OtherFiles => Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is not (".dll" or ".pdb" or ".xml" or ".json")).Select(path => Path.GetFileName(path));

        public double Megabytes => Paths.Sum(path => new FileInfo(path).Length) / 1e6;

        /// <summary>Names and sizes, the largest first.</summary>
        public string Sizes => string.Join(", ", Paths.Select(path => new FileInfo(path)).OrderByDescending(file => file.Length)
            .Select(file => FormattableString.Invariant($"{file.Name} {file.Length / 1e3:F0} kB")));

        public string PathOf(string name) => Path.Combine(_folder, name + ".dll");

        /// <summary>Repartee.Frozen and the assemblies of the folder that it reaches, and the names that lie elsewhere.</summary>
        public (IReadOnlyList<string> Reached, IReadOnlyList<string> Elsewhere) FromFrozen()
        {
            var reached = new List<string> { "Repartee.Frozen" };
            var elsewhere = new SortedSet<string>(StringComparer.Ordinal);
            for (int i = 0; i < reached.Count; i++)
            {
                using var assembly = new AssemblyFile(PathOf(reached[i]));
                foreach (string name in assembly.References)
                {
                    if (!File.Exists(PathOf(name)))
                        elsewhere.Add(name);
                    else if (!reached.Contains(name))
                        reached.Add(name);
                }
            }

            return (reached, elsewhere.ToArray());
        }

        private static string Name(string path) => Path.GetFileNameWithoutExtension(path);
    }
}
