#nullable enable
using System;

namespace Repartee.Prompting
{
    /// <summary>A part of a text that is encoded as one: either trusted or somebody's words.</summary>
    public readonly struct PromptPart
    {
        private PromptPart(string text, bool isTrusted)
        {
            Text = text ?? throw new ArgumentNullException(nameof(text));
            IsTrusted = isTrusted;
        }

        /// <summary>The text.</summary>
        public string Text { get; }

        /// <summary>True when special tokens spelled out in the text become their ids.</summary>
        public bool IsTrusted { get; }

        /// <summary>Text that no player typed, such as a chat template's.</summary>
        /// <param name="text">Special tokens spelled out inside it become their ids.</param>
        /// <returns>The part.</returns>
        public static PromptPart Trusted(string text) => new PromptPart(text, true);

        /// <summary>Text of which nothing becomes a special token.</summary>
        /// <param name="text">Any text.</param>
        /// <returns>The part.</returns>
        public static PromptPart Words(string text) => new PromptPart(text, false);
    }
}
