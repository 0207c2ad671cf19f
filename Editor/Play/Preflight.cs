#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Editor.Settings;
using Repartee.Sessions;
using Repartee.Sessions.Client;

namespace Repartee.Editor.Play
{
    /// <summary>What is looked at before training starts. It reads names and sizes of files only, so that it is quick.</summary>
    public static class Preflight
    {
        /// <summary>Looks at the trainer, the machine, the actor, the rewards and the NPCs.</summary>
        /// <param name="setup">What the scenes offer.</param>
        /// <param name="settings">The project's.</param>
        /// <param name="project">The project's folder.</param>
        /// <param name="machine">This machine.</param>
        /// <returns>One line each, in that order.</returns>
        public static IReadOnlyList<PreflightLine> Look(PlaySetup setup, ReparteeSettings settings, string project, MachineFacts machine)
        {
            var lines = new List<PreflightLine>();
            TrainerProcessOptions process = TrainerFiles.Process(settings, project);
            string? host = Found(lines, "Trainer", () => HostLocation.Find(process.HostPath));
            Found(lines, ".NET", () => DotnetLocation.Find(process.DotnetPath));
            (string Folder, bool HasCuda)? torch = host is null ? null : TrainerFiles.LibTorch(host, machine.Variable);
            if (host != null)
                lines.Add(LibTorch(torch?.Folder));
            if (torch != null)
                lines.Add(Device(settings.Device, torch.Value.HasCuda, machine));
            string? fault = ActorFiles.Fault(setup.ActorFolder);
            lines.Add(fault is null
                ? Actor(setup.ActorFolder, project)
                : new PreflightLine(PreflightLevel.Error, "Actor", setup.NpcCount == 0 ? NobodyLearns : fault));
            if (fault is null)
                lines.Add(Memory(setup.ActorFolder, settings.Device != DeviceChoice.Cpu && torch?.HasCuda == true, machine));
            lines.Add(Rewards(setup));
            lines.AddRange(setup.Findings);
            return lines;
        }

        private const string NobodyLearns =
            "No NPC in the open scenes is in the mode Train. Open a scene with an NPC Dialogue, and give it an actor and rewards.";

        private static string? Found(List<PreflightLine> lines, string subject, Func<string> find)
        {
            try
            {
                string path = find();
                lines.Add(new PreflightLine(PreflightLevel.Ok, subject, path));
                return path;
            }
            catch (TrainerProcessException problem)
            {
                lines.Add(new PreflightLine(PreflightLevel.Error, subject, problem.Message));
                return null;
            }
        }

        private static PreflightLine LibTorch(string? folder) => folder != null
            ? new PreflightLine(PreflightLevel.Ok, "libtorch", folder)
            : new PreflightLine(
                PreflightLevel.Error, "libtorch",
                "Expected libtorch beside the trainer or in the folder that REPARTEE_LIBTORCH names, but found none. Install it by " +
                "Tools > Repartee > Install, with the backend CPU or CUDA.");

        private static PreflightLine Device(DeviceChoice wanted, bool hasCuda, MachineFacts machine)
        {
            string card = machine.GraphicsName.Length > 0 ? machine.GraphicsName : "graphics card";
            if (wanted == DeviceChoice.Cuda && !hasCuda)
                return new PreflightLine(
                    PreflightLevel.Error, "Device",
                    "Expected a libtorch for CUDA, but found one for the CPU. Install it by Tools > Repartee > Install with the backend " +
                    "CUDA, or choose the device Auto in Project Settings > Repartee.");
            if (wanted == DeviceChoice.Cpu || !hasCuda)
                return new PreflightLine(PreflightLevel.Ok, "Device", "CPU");
            return new PreflightLine(PreflightLevel.Ok, "Device", wanted == DeviceChoice.Cuda ? card : $"{card}, or the CPU without CUDA");
        }

        private static PreflightLine Actor(string folder, string project) => ActorFiles.IsImported(folder, project)
            ? new PreflightLine(
                PreflightLevel.Warning, "Actor",
                $"{folder} lies in Assets, so Unity imports its files and may ship them. " +
                "Move it beside Assets, such as into Repartee/Actors.")
            : new PreflightLine(PreflightLevel.Ok, "Actor", folder);

        private static PreflightLine Memory(string folder, bool onCard, MachineFacts machine)
        {
            long needed = ActorFiles.TrainingBytes(folder);
            long there = onCard ? machine.GraphicsMemory : machine.Memory;
            string place = onCard ? "the graphics card" : "this machine";
            string amounts = $"about {Size(needed)} of {Size(there)}";
            if (there == 0)
                return new PreflightLine(PreflightLevel.Ok, "Memory", $"Training needs about {Size(needed)}.");
            return needed > there * 0.8
                ? new PreflightLine(
                    PreflightLevel.Warning, "Memory",
                    $"Training all weights needs {amounts} that {place} has, beside what the game needs. " +
                    "Take a smaller actor, or start from an adapter's folder.")
                : new PreflightLine(PreflightLevel.Ok, "Memory", $"Training needs {amounts} that {place} has.");
        }

        private static PreflightLine Rewards(PlaySetup setup) => setup.Rewards is null
            ? new PreflightLine(
                PreflightLevel.Error, "Rewards",
                "No NPC that learns has rewards that can be built, so no reply is better than another. Assign rewards to the NPC.")
            : new PreflightLine(PreflightLevel.Ok, "Rewards", string.Join(", ", setup.Rewards.Names));

        private static string Size(long bytes) => bytes >= 1L << 30
            ? FormattableString.Invariant($"{bytes / (double)(1L << 30):0.#} GiB")
            : FormattableString.Invariant($"{Math.Max(1, bytes / (double)(1L << 20)):0} MiB");
    }
}
