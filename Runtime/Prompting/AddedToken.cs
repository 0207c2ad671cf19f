#nullable enable

namespace Repartee.Prompting
{
    /// <summary>A token that is found in text before the text is split: its spelling, and how Hugging Face's flags find it.</summary>
    internal sealed class AddedToken
    {
        public AddedToken(int id, string content, bool isSpecial)
        {
            Id = id;
            Content = content;
            IsSpecial = isSpecial;
        }

        public int Id { get; }

        public string Content { get; }

        /// <summary>It stands for a role, an end or padding, and is no text.</summary>
        public bool IsSpecial { get; }

        /// <summary>It is found in normalised text, by its normalised spelling.</summary>
        public bool IsNormalized { get; init; }

        /// <summary>It swallows white space before it.</summary>
        public bool StripsLeft { get; init; }

        /// <summary>It swallows white space behind it.</summary>
        public bool StripsRight { get; init; }

        /// <summary>It is not found inside a word.</summary>
        public bool IsSingleWord { get; init; }
    }
}
