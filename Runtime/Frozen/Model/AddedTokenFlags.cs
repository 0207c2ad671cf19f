#nullable enable
using Repartee.Prompting;

namespace Repartee.Frozen.Model
{
    /// <summary>How an added token is found, as one number; see <see cref="TokenizerKeys.AddedFlags"/>.</summary>
    internal static class AddedTokenFlags
    {
        private const int Normalized = 1;
        private const int StripsLeft = 2;
        private const int StripsRight = 4;
        private const int SingleWord = 8;

        internal static int Of(AddedToken token) =>
            (token.IsNormalized ? Normalized : 0) + (token.StripsLeft ? StripsLeft : 0) + (token.StripsRight ? StripsRight : 0)
            + (token.IsSingleWord ? SingleWord : 0);

        internal static AddedToken Token(int id, string content, bool isSpecial, int flags) => new AddedToken(id, content, isSpecial)
        {
            IsNormalized = (flags & Normalized) != 0,
            StripsLeft = (flags & StripsLeft) != 0,
            StripsRight = (flags & StripsRight) != 0,
            IsSingleWord = (flags & SingleWord) != 0,
        };
    }
}
