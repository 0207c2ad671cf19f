#nullable enable
#if !NET5_0_OR_GREATER
namespace System.Runtime.CompilerServices
{
    /// <summary>The type the compiler asks for behind <c>init</c>; .NET Standard 2.1 lacks it.</summary>
    internal static class IsExternalInit
    {
    }
}
#endif
