using System;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Repartee.Mono.Tests
{
    /// <summary>The program with the tests, and beside it the libraries as Debian's Mono can load them.</summary>
    internal static class MonoProgram
    {
        private const string Name = "Repartee.Mono.dll";
        private static readonly Lazy<string> Laid = new(LayOut);

        /// <summary>Where it was built.</summary>
        public static string Build => Value("MonoBuild");

        /// <summary>The program, laid out anew in this process, in a folder that stays, so that it can be run by hand too.</summary>
        public static string Program => Laid.Value;

        /// <summary>The package's own libraries run as they are compiled: that they can is what is to be shown.</summary>
        public static bool IsProven(string path) =>
            Path.GetFileName(path).StartsWith("Repartee", StringComparison.Ordinal) && Path.GetFileName(path) != Name;

        private static string LayOut()
        {
            string folder = Value("MonoProgram");
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Directory.CreateDirectory(folder);
            foreach (string path in Directory.GetFiles(Build).Where(path => Path.GetExtension(path) is ".dll" or ".pdb"))
            {
                string target = Path.Combine(folder, Path.GetFileName(path));
                if (Path.GetExtension(path) == ".pdb" || IsProven(path))
                    File.Copy(path, target);
                else
                    File.WriteAllBytes(target, MonoAssembly.Adapt(File.ReadAllBytes(path), IsBeside));
            }

            return Path.Combine(folder, Name);
        }

        private static bool IsBeside(string name) => File.Exists(Path.Combine(Build, name + ".dll"));

        private static string Value(string key) => typeof(MonoProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == key).Value!;
    }
}
