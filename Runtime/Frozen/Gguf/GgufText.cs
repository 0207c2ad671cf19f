#nullable enable
namespace Repartee.Frozen.Gguf
{
    /// <summary>Texts of a file inside messages.</summary>
    internal static class GgufText
    {
        internal static string Shorten(string text) => text.Length <= 100 ? text : text.Substring(0, 100) + "...";
    }
}
