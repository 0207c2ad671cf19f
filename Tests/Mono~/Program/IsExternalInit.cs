#nullable enable
namespace System.Runtime.CompilerServices
{
    /// <summary>The type the compiler asks for behind <c>init</c>: of this program's own, because several libraries show it theirs.</summary>
    internal static class IsExternalInit
    {
    }
}
