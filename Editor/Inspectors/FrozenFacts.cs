#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Repartee.Frozen.Model;

namespace Repartee.Editor.Inspectors
{
    /// <summary>What a frozen file says of itself. It is opened when its size or time changed, and no weight is read.</summary>
    internal sealed class FrozenFacts
    {
        private (string Path, long Length, DateTime Written) read;
        private IReadOnlyList<string> lines = Array.Empty<string>();

        /// <returns>Lines for people; the last ones where the file is the same.</returns>
        internal IReadOnlyList<string> Of(string path)
        {
            var file = new FileInfo(path);
            if (path.Length == 0 || !file.Exists) return Array.Empty<string>();
            var now = (path, file.Length, file.LastWriteTimeUtc);
            if (now == read) return lines;
            read = now;
            lines = Read(path, file.Length);
            return lines;
        }

        private static IReadOnlyList<string> Read(string path, long length)
        {
            try
            {
                using FrozenModel model = FrozenModel.Open(path);
                FrozenActorInfo info = model.Info;
                FrozenConfig config = model.Config;
                var found = new List<string>
                {
                    FormattableString.Invariant(
                        $"{info.Name ?? "Without a name"}: {config.Architecture}, {config.Layers} layers, width {config.HiddenSize}, ") +
                    FormattableString.Invariant($"context {config.ContextLength}, {length / 1e6:0.#} MB"),
                };
                if (info.PolicyVersion is long updates)
                    found.Add($"Trained by {updates} updates" + (info.RunId is null ? "" : $" of the run {info.RunId}"));
                if (info.Rewards.Count > 0)
                    found.Add("Rewards then: " + string.Join(", ", info.Rewards.Select(
                        reward => $"{reward.Key} {reward.Value.ToString("0.##", CultureInfo.InvariantCulture)}")));
                return found;
            }
            catch (Exception problem) when (problem is IOException || problem is InvalidDataException
                || problem is UnauthorizedAccessException)
            {
                return new[] { problem.Message };
            }
        }
    }
}
