#nullable enable

namespace Repartee.Prompting
{
    /// <summary>A checkpoint's chat template before it is fitted to its tokens.</summary>
    internal sealed class ChatTemplateSource
    {
        public ChatTemplateSource(ChatTemplateFitting fitting, ChatTemplate shape, string? text)
        {
            Fitting = fitting;
            Shape = shape;
            Text = text;
        }

        /// <summary>The checkpoint's own tokens.</summary>
        public ChatTemplateFitting Fitting { get; }

        /// <summary>The ready-made template.</summary>
        public ChatTemplate Shape { get; }

        /// <summary>The published template that it was recognised in; null where it was named.</summary>
        public string? Text { get; }

        public ChatTemplate Fit() => Fitting.Fit(Shape, Text);
    }
}
