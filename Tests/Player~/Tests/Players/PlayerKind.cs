using System.IO;

namespace Repartee.Player.Tests.Players
{
    /// <summary>A way to run the player, as a command line without its last arguments.</summary>
    internal sealed record PlayerKind(string Name, string Program, params string[] First)
    {
        /// <summary>.NET, which compiles while it runs.</summary>
        public static PlayerKind JustInTime { get; } = new("JIT", "dotnet", Path.Combine(BuildPaths.ForNet, "Repartee.Player.dll"));

        public static PlayerKind OnMono()
        {
            Toolchain.RequireMono();
            return new PlayerKind("Mono", "mono", Path.Combine(BuildPaths.ForNetStandard, "Repartee.Player.dll"));
        }

        /// <param name="instructionSet">Empty for the default.</param>
        public static PlayerKind Native(string instructionSet = "")
        {
            Toolchain.RequireNative(instructionSet);
            return new PlayerKind($"NativeAOT {instructionSet}".TrimEnd(), NativeBuild.Make(instructionSet));
        }
    }
}
