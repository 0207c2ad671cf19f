#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Weights;

namespace Repartee.Training.Export
{
    /// <summary>
    /// Freezes actors: from an actor's folder, a checkpoint of a run (which is one), or an adapter on top of one, to one GGUF file or to a
    /// folder as Hugging Face's libraries read it, adapters merged in float32. Weights go through in small parts, and libtorch is not
    /// needed. Any thread.
    /// </summary>
    public static class ActorExport
    {
        /// <summary>Version of Repartee that files say they were written by.</summary>
        internal const string Version = "0.6.0";

        /// <summary>
        /// Writes an actor into one GGUF file, which <c>FrozenActor</c> plays, and llama.cpp too. Matrices have the given type, norms and
        /// biases are F32; for Q8_0, matrices whose rows are no multiple of 32 are F16. What cannot be said in such a file is refused
        /// before anything is written.
        /// </summary>
        /// <param name="folder">The actor, with or without an adapter.</param>
        /// <param name="path">The file; its folder must exist, an old file is replaced when the new one is whole.</param>
        /// <param name="type">F32, F16 or Q8_0.</param>
        /// <param name="options">What the file says about itself; null (default) for what the folder knows.</param>
        /// <param name="cancellation">Gives up; an old file then stays as it was.</param>
        /// <returns>What was written, and what to know about it.</returns>
        /// <exception cref="ArgumentException">The type is another one.</exception>
        /// <exception cref="InvalidDataException">The actor cannot be said in a GGUF file, or a weight is not finite or too large for the
        /// type; the message says which.</exception>
        /// <exception cref="IOException">A file cannot be read or written.</exception>
        /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
        public static ExportReport ToGguf(
            ActorFolder folder, string path, GgufType type, ExportOptions? options = null, CancellationToken cancellation = default)
        {
            if (folder is null)
                throw new ArgumentNullException(nameof(folder));
            RequireParent(path);
            var wanted = options ?? new ExportOptions();
            var origin = RunOrigin.Of(folder);
            var export = new GgufExport(folder, type, wanted.Sampling ?? origin.Sampling ?? Advice(folder), Info(folder, wanted, origin));
            using var source = new FolderSource(folder, cancellation);
            return export.Write(path, source);
        }

        /// <summary>Writes an actor as a folder of Hugging Face's files: an adapter merged into the weights, everything else
        /// copied.</summary>
        /// <param name="folder">The actor, with or without an adapter.</param>
        /// <param name="path">The new folder; it must not exist or be empty. It appears whole or not at all.</param>
        /// <param name="type">F32 (default), F16 or BF16; the halves round to the nearest.</param>
        /// <param name="cancellation">Gives up; nothing is left of the folder.</param>
        /// <returns>What was written.</returns>
        /// <exception cref="ArgumentException">The type is another one.</exception>
        /// <exception cref="InvalidDataException">A file of the actor is not what it should be.</exception>
        /// <exception cref="IOException">The folder holds files already, or a file cannot be read or written.</exception>
        /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
        public static ExportReport ToSafetensors(
            ActorFolder folder, string path, SafetensorsDType type = SafetensorsDType.F32, CancellationToken cancellation = default)
        {
            if (folder is null)
                throw new ArgumentNullException(nameof(folder));
            if (!type.IsFloat())
                throw new ArgumentException($"type: expected F32, F16 or BF16, but found {type}. Choose one of them.", nameof(type));
            string full = Path.GetFullPath(path);
            if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any())
                throw new IOException($"Expected a new or empty folder, but {full} already holds files. Name another one.");
            RequireParent(full);
            string temporary = $"{full}.{Guid.NewGuid():N}.tmp";
            var layout = new ActorLayout(folder.Config);
            try
            {
                using (var source = new FolderSource(folder, cancellation))
                {
                    var tensors = layout.Checkpoint.Select(t =>
                        new SafetensorsTensor(t.Name, t.Shape, (first, part) => source.Read(t.Name, first, part)));
                    folder.WriteCopy(temporary, tensors, type, new Dictionary<string, string> { ["format"] = "pt" });
                }

                if (Directory.Exists(full))
                    Directory.Delete(full);
                Directory.Move(temporary, full);
            }
            catch
            {
                if (Directory.Exists(temporary))
                    Directory.Delete(temporary, recursive: true);
                throw;
            }

            long bytes = Directory.EnumerateFiles(full).Sum(file => new FileInfo(file).Length);
            return new ExportReport(full, bytes, layout.Checkpoint.Sum(t => t.Count), null, Array.Empty<string>());
        }

        internal static FrozenActorInfo Info(ActorFolder folder, ExportOptions options, RunOrigin origin) => new FrozenActorInfo
        {
            Name = options.Name ?? Path.GetFileName((folder.AdapterPath ?? folder.Path).TrimEnd(Path.DirectorySeparatorChar)),
            ReparteeVersion = Version,
            PolicyVersion = options.PolicyVersion ?? origin.PolicyVersion,
            RunId = options.RunId ?? origin.RunId,
            Rewards = options.Rewards ?? origin.Rewards ?? new Dictionary<string, float>(),
        };

        internal static void RequireParent(string path)
        {
            string parent = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
            if (!Directory.Exists(parent))
            {
                throw new DirectoryNotFoundException(
                    $"Expected the folder {parent} to write {Path.GetFileName(path)} into, but it is not there. Make it.");
            }
        }

        private static FrozenSampling Advice(ActorFolder folder) => new FrozenSampling
        {
            Temperature = folder.Generation.DoSample == false ? 0 : (float?)folder.Generation.Temperature,
            TopK = folder.Generation.TopK,
            TopP = (float?)folder.Generation.TopP,
            RepetitionPenalty = (float?)folder.Generation.RepetitionPenalty,
        };
    }
}
