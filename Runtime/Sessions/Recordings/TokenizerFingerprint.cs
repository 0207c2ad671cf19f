#nullable enable
using System.Linq;
using System.Security.Cryptography;
using Repartee.Prompting;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Recordings
{
    /// <summary>
    /// SHA-256 of what each token id stands for. Equal for an actor's folder and for the frozen file made of it, so that either may learn
    /// from the other's recordings.
    /// </summary>
    internal static class TokenizerFingerprint
    {
        internal static string Of(ITokenizer tokenizer)
        {
            var writer = new PackWriter();
            writer.Write(tokenizer.VocabularySize);
            for (int id = 0; id < tokenizer.VocabularySize; id++)
                writer.Write(tokenizer.GetBytes(id).ToArray());
            foreach (var special in tokenizer.SpecialTokens.OrderBy(token => token.Value))
            {
                writer.Write(special.Value);
                writer.Write(special.Key);
            }

            using var algorithm = SHA256.Create();
            return System.BitConverter.ToString(algorithm.ComputeHash(writer.ToArray())).Replace("-", "").ToLowerInvariant();
        }
    }
}
