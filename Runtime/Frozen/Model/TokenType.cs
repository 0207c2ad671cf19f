#nullable enable

namespace Repartee.Frozen.Model
{
    /// <summary>What a token is, with llama.cpp's numbers.</summary>
    internal enum TokenType
    {
        Normal = 1,

        /// <summary>Stands for what the vocabulary lacks; no text.</summary>
        Unknown = 2,

        /// <summary>Stands for a role, an end or padding; no text.</summary>
        Control = 3,

        /// <summary>Is found in text before it is split, and is text itself.</summary>
        UserDefined = 4,

        /// <summary>An id without a token.</summary>
        Unused = 5,

        /// <summary>A byte, spelled such as &lt;0x0A&gt;.</summary>
        Byte = 6,
    }
}
