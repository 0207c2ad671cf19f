#nullable enable
namespace Repartee.Rewards
{
    /// <summary>What <see cref="LengthReward"/> counts.</summary>
    public enum LengthUnit
    {
        /// <summary>Words: runs of letters and digits. In scripts without spaces each character is one.</summary>
        Words,

        /// <summary>Characters as a reader sees them, white space between words included.</summary>
        TextElements,

        /// <summary>The actor's tokens, without the stop token.</summary>
        Tokens,
    }
}
