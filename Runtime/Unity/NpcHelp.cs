#nullable enable
namespace Repartee.Unity
{
    /// <summary>Where the inspector's question mark leads.</summary>
    internal static class NpcHelp
    {
        internal const string Url = "https://github.com/repartee/com.repartee.npc/blob/main/Documentation~/unity.md";
    }
}
