#nullable enable
using System.IO;

namespace Repartee.Editor.Installation
{
    /// <summary>
    /// Where the installer puts what into a Unity project. The libraries are packages of the project's own (embedded packages): asmdef
    /// files tell by their presence, in "versionDefines", whether they can compile. The trainer lies in Library, which Unity neither
    /// imports nor ships.
    /// </summary>
    public static class InstallLayout
    {
        /// <summary>This package.</summary>
        public const string Package = "com.repartee.npc";

        /// <summary>The embedded package with the libraries that Repartee compiles against.</summary>
        public const string Dependencies = "com.repartee.dependencies";

        /// <summary>The embedded package with TorchSharp and its native libraries for the Windows editor.</summary>
        public const string InProcess = "com.repartee.training-dependencies";

        /// <summary>The define that asmdef files ask for, and get where <see cref="Dependencies"/> is there.</summary>
        public const string DependenciesDefine = "REPARTEE_DEPENDENCIES";

        /// <summary>The trainer's program, in <see cref="TrainerHostFolder"/>.</summary>
        public const string TrainerHost = "Repartee.TrainerHost.dll";

        /// <summary>The record of what was installed, from the project's folder: it belongs into version control with the packages.</summary>
        public const string Record = "ProjectSettings/Packages/" + Package + "/Installed.json";

        /// <summary>The folder of the published trainer.</summary>
        /// <param name="project">The Unity project's folder.</param>
        /// <returns>A path; the folder may not exist.</returns>
        public static string TrainerHostFolder(string project) => Path.Combine(project, "Library", Package, "TrainerHost");

        /// <summary>What builds leave behind, so that the package's folder stays as it is.</summary>
        /// <param name="project">The Unity project's folder.</param>
        /// <returns>A path; the folder may not exist.</returns>
        public static string BuildFolder(string project) => Path.Combine(project, "Library", Package, "Build");

        /// <summary>Are the managed libraries there?</summary>
        /// <param name="project">The Unity project's folder.</param>
        /// <returns>Whether the embedded package is.</returns>
        public static bool HasDependencies(string project) =>
            File.Exists(Path.Combine(project, "Packages", Dependencies, "package.json"));

        /// <summary>Is the trainer there? It is not in version control, so each machine installs it once.</summary>
        /// <param name="project">The Unity project's folder.</param>
        /// <returns>Whether its program is.</returns>
        public static bool HasTrainerHost(string project) => File.Exists(Path.Combine(TrainerHostFolder(project), TrainerHost));
    }
}
