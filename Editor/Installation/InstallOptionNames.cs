#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Editor.Installation
{
    /// <summary>The installer's options as they are written on its command line.</summary>
    public static class InstallOptionNames
    {
        private static readonly (InstallKind Kind, string Name)[] Kinds =
        {
            (InstallKind.Frozen, "frozen"), (InstallKind.Process, "process"), (InstallKind.InProcess, "in-process"),
        };

        private static readonly (TorchBackend Backend, string Name)[] Backends =
        {
            (TorchBackend.None, "none"), (TorchBackend.Cpu, "cpu"), (TorchBackend.CudaWindows, "cuda-windows"),
            (TorchBackend.CudaLinux, "cuda-linux"),
        };

        /// <summary>The name of a kind.</summary>
        /// <param name="kind">The kind.</param>
        /// <returns>frozen, process or in-process.</returns>
        public static string Of(InstallKind kind) => Kinds.First(pair => pair.Kind == kind).Name;

        /// <summary>The name of a backend: also the value of the build property TorchBackend.</summary>
        /// <param name="backend">The backend.</param>
        /// <returns>none, cpu, cuda-windows or cuda-linux.</returns>
        public static string Of(TorchBackend backend) => Backends.First(pair => pair.Backend == backend).Name;

        /// <summary>Reads a kind.</summary>
        /// <param name="name">Its name.</param>
        /// <returns>The kind.</returns>
        /// <exception cref="InstallationException">There is none of this name.</exception>
        public static InstallKind Kind(string name) => Find(Kinds, name, "--what");

        /// <summary>Reads a backend.</summary>
        /// <param name="name">Its name.</param>
        /// <returns>The backend.</returns>
        /// <exception cref="InstallationException">There is none of this name.</exception>
        public static TorchBackend Backend(string name) => Find(Backends, name, "--torch");

        private static T Find<T>(IReadOnlyCollection<(T Value, string Name)> pairs, string name, string option)
        {
            foreach ((T value, string itsName) in pairs)
                if (string.Equals(itsName, name, StringComparison.Ordinal))
                    return value;
            throw new InstallationException(
                $"{option}: expected one of {string.Join(", ", pairs.Select(pair => pair.Name))}, but found \"{name}\".");
        }
    }
}
