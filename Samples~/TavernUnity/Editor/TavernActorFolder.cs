#nullable enable
using System.IO;
using System.Linq;
using Repartee.Unity;

namespace Repartee.Samples.TavernUnity.Editor
{
    /// <summary>The actor that comes with the package, copied to where the editor trains from: the package's own folder has another name
    /// in each version, and Unity imports nothing beside Assets.</summary>
    internal static class TavernActorFolder
    {
        /// <summary>The training folder of the sample's actor, from the project's folder.</summary>
        internal const string Target = "Repartee/Actors/Tavern";

        /// <summary>Copies what is not there yet.</summary>
        /// <param name="project">The project's folder.</param>
        /// <returns>The folder.</returns>
        /// <exception cref="DirectoryNotFoundException">The package has no actor.</exception>
        internal static string Copy(string project)
        {
            string package = UnityEditor.PackageManager.PackageInfo.FindForAssembly(typeof(NpcActor).Assembly).resolvedPath;
            string source = Path.Combine(package, "Samples~", "Tavern", "Actor");
            if (!Directory.Exists(source))
                throw new DirectoryNotFoundException(
                    $"Expected the bundled actor in {source}, but found no such folder. Install the package com.repartee.npc again.");
            string target = Path.Combine(project, "Repartee", "Actors", "Tavern");
            Directory.CreateDirectory(target);
            foreach (string file in Directory.GetFiles(source).Where(file => Path.GetExtension(file) != ".meta"))
            {
                string copy = Path.Combine(target, Path.GetFileName(file));
                if (File.Exists(copy)) continue;
                File.Copy(file, copy + ".part", overwrite: true);
                File.Move(copy + ".part", copy);                               // whole, or not there
            }

            return target;
        }
    }
}
