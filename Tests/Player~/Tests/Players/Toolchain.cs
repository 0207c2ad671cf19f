using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using NUnit.Framework;

namespace Repartee.Player.Tests.Players
{
    /// <summary>What this machine must have for a player; where it lacks that, tests are skipped and say what to install.</summary>
    internal static class Toolchain
    {
        public static void RequireNative(string instructionSet)
        {
            if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
                Assert.Ignore("Native players are made for linux-x64 only. Run these tests there.");
            if (!IsOnPath("clang") && !IsOnPath("gcc"))
                Assert.Ignore("A native player is linked by clang or gcc, and neither is installed: apt-get install gcc libc6-dev.");
            if (instructionSet.Length > 0 && !(Avx2.IsSupported && Fma.IsSupported && Bmi2.IsSupported && Lzcnt.IsSupported))
                Assert.Ignore($"This processor cannot run {instructionSet}.");
        }

        /// <summary>Mono, and the parts of it that know .NET Standard.</summary>
        public static void RequireMono()
        {
            if (!IsOnPath("mono"))
                Assert.Ignore("Mono is not installed: apt-get install --no-install-recommends mono-devel.");
            if (File.Exists("/usr/lib/mono/4.5/mscorlib.dll") && !File.Exists("/usr/lib/mono/4.5/Facades/netstandard.dll"))
                Assert.Ignore("Mono is installed without .NET Standard: apt-get install --no-install-recommends mono-devel.");
        }

        private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));
    }
}
