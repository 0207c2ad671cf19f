#nullable enable
using System.Collections.Generic;
using Repartee.Training.Checkpoints;
using Repartee.Training.Optimization;
using Repartee.Training.Ppo;

namespace Repartee.Training.Trainer
{
    /// <summary>A learner's <see cref="PartsFile"/>: a file of its own because it may be larger than MessagePack's 2 GiB.</summary>
    internal static class LearnerFile
    {
        internal const string Name = PartsFile.Name;

        internal static void Write(string path, LearnerState learner) => PartsFile.Write(path, learner.Parts);

        /// <summary>Reads the parts whose names and optimiser steps the state lists.</summary>
        internal static List<PartState> Read(string path, IReadOnlyList<(string Part, float Steps)> parts) => PartsFile.Read(path, parts);
    }
}
