#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Editor.Installation;

namespace Repartee.Editor.Building
{
    /// <summary>Which assemblies must never be in a player: those that train, and what only they need. The assembly definitions and the
    /// plug-ins' settings say so already; this is the second lock. A game's own copies of what others use too, such as MessagePack, are the
    /// game's matter: only those that the installer laid are left out.</summary>
    public static class PlayerAssemblies
    {
        private static readonly string[] Training = { "Repartee.Sessions", "Repartee.Training", "Repartee.TrainerHost", "TorchSharp" };

        /// <summary>Those of the installer's library package that nothing but training uses.</summary>
        private static readonly string[] OnlyForTraining =
        {
            "MessagePack", "MessagePack.Annotations", "Microsoft.Bcl.TimeProvider", "Microsoft.Extensions.Logging",
            "Microsoft.Extensions.Options", "Microsoft.Extensions.Primitives", "Microsoft.Extensions.DependencyInjection",
            "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.NET.StringTools",
        };

        /// <summary>Leaves the training assemblies out.</summary>
        /// <param name="assemblies">Paths of the assemblies that a player would get.</param>
        /// <returns>The others, in their order.</returns>
        public static string[] Keep(IReadOnlyList<string> assemblies) => assemblies.Where(path => !IsTraining(path)).ToArray();

        /// <summary>Whether an assembly belongs to training alone.</summary>
        /// <param name="path">Its path.</param>
        /// <returns>Whether it must not be in a player.</returns>
        public static bool IsTraining(string path)
        {
            string name = Path.GetFileNameWithoutExtension(path);
            return Is(Training, name) || IsIn(path, InstallLayout.InProcess)
                || (Is(OnlyForTraining, name) && IsIn(path, InstallLayout.Dependencies));
        }

        private static bool Is(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

        private static bool IsIn(string path, string package) => path.Split('/', '\\').Contains(package);
    }
}
