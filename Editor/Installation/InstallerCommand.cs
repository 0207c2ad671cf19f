#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Repartee.Editor.Installation
{
    /// <summary>
    /// One call of the installer: <c>dotnet run</c> of the program in the package's folder <c>Editor/Installer~</c>. What it builds
    /// lands in the project's Library folder, as the package's own may be read-only.
    /// </summary>
    public sealed class InstallerCommand
    {
        /// <summary>The option by which the installer stops when its input ends: when the editor wants it to, and when the editor dies.</summary>
        public const string StopWithInput = "--stop-with-input";

        private readonly string[] words;

        private InstallerCommand(string package, string project, params string[] words)
        {
            Package = Quotable(package, nameof(package));
            Project = Quotable(project, nameof(project));
            this.words = words;
        }

        /// <summary>The folder of this package: <c>PackageInfo.resolvedPath</c> in an editor.</summary>
        public string Package { get; }

        /// <summary>The folder of the Unity project.</summary>
        public string Project { get; }

        /// <summary>The arguments for <c>dotnet</c>, one by one.</summary>
        public IEnumerable<string> Arguments => new[]
        {
            "run", "--project", Package + "/Editor/Installer~/Repartee.Installer.csproj", "-c", "Release",
            "-p:ArtifactsPath=" + InstallLayout.BuildFolder(Project).Replace('\\', '/'), "--",
        }.Concat(words).Concat(new[] { "--project", Project, StopWithInput });

        /// <summary>The same as one line, quoted so that every system splits it as it was.</summary>
        public string Line => string.Join(" ", Arguments.Select(word => word.Contains(' ') ? $"\"{word}\"" : word));

        /// <summary>Runs the installer to its end. Blocks: call it from a thread that may wait.</summary>
        /// <param name="dotnet">The program, from <see cref="DotnetSdk.Find()"/>.</param>
        /// <param name="line">Called for each line it writes, on threads of the pool but never twice at once.</param>
        /// <param name="stop">Stops it; what was laid half is laid whole by the next call.</param>
        /// <returns>0 if all is done; else the last lines say what was expected, found and what to do.</returns>
        /// <exception cref="InstallationException">It cannot be started.</exception>
        /// <exception cref="OperationCanceledException"><paramref name="stop"/> was asked for.</exception>
        public int Run(string dotnet, Action<string> line, CancellationToken stop) =>
            DotnetProcess.Run(dotnet, Line, Project, line, stop, stopsWithInput: true);

        /// <summary>Lays dependencies into a project.</summary>
        /// <param name="package">The folder of this package.</param>
        /// <param name="project">The folder of the Unity project.</param>
        /// <param name="kind">How much.</param>
        /// <param name="backend">Which libtorch; of no meaning for <see cref="InstallKind.Frozen"/>.</param>
        /// <param name="keepExisting">Where the project has a library of its own, leave Repartee's out; default no: that is an error.</param>
        /// <returns>The call.</returns>
        /// <exception cref="ArgumentException">A folder's name holds a quotation mark or a line break.</exception>
        public static InstallerCommand Install(
            string package, string project, InstallKind kind, TorchBackend backend, bool keepExisting = false)
        {
            var words = new List<string> { "install", "--what", InstallOptionNames.Of(kind) };
            if (kind != InstallKind.Frozen)
                words.AddRange(new[] { "--torch", InstallOptionNames.Of(backend) });
            if (keepExisting)
                words.Add("--keep-existing");
            return new InstallerCommand(package, project, words.ToArray());
        }

        /// <summary>Removes what was laid.</summary>
        /// <param name="package">The folder of this package.</param>
        /// <param name="project">The folder of the Unity project.</param>
        /// <returns>The call.</returns>
        /// <exception cref="ArgumentException">A folder's name holds a quotation mark or a line break.</exception>
        public static InstallerCommand Uninstall(string package, string project) => new InstallerCommand(package, project, "uninstall");

        /// <summary>Tells what is there.</summary>
        /// <param name="package">The folder of this package.</param>
        /// <param name="project">The folder of the Unity project.</param>
        /// <returns>The call.</returns>
        /// <exception cref="ArgumentException">A folder's name holds a quotation mark or a line break.</exception>
        public static InstallerCommand Status(string package, string project) => new InstallerCommand(package, project, "status");

        // Forward slashes: on Windows a backslash before a closing quotation mark would escape it.
        private static string Quotable(string folder, string name)
        {
            if (folder.Length == 0 || folder.IndexOfAny(new[] { '"', '\n', '\r' }) >= 0)
                throw new ArgumentException(
                    $"Expected a folder without quotation marks and line breaks in its name, but found \"{folder}\". Rename it.", name);
            string forward = System.IO.Path.DirectorySeparatorChar == '\\' ? folder.Replace('\\', '/') : folder;
            return forward.TrimEnd('/');
        }
    }
}
