using System;
using System.Collections.Generic;
using System.Linq;

namespace UnityEngine.UIElements
{
    public class VisualElement : Focusable
    {
        internal List<VisualElement> Children { get; } = new List<VisualElement>();

        internal bool IsEnabled { get; private set; } = true;

        public IStyle style { get; } = new InlineStyle();

        public string tooltip { get; set; } = "";

        public Rect contentRect { get; internal set; }

        public Action<MeshGenerationContext> generateVisualContent { get; set; }

        public void Add(VisualElement child) => Children.Add(child);

        public void Clear() => Children.Clear();

        public void SetEnabled(bool value) => IsEnabled = value;

        public void MarkDirtyRepaint()
        {
        }

        /// <summary>This and all below it of a type.</summary>
        internal IEnumerable<T> All<T>() => Children.SelectMany(child => child.All<T>()).Concat(new[] { this }.OfType<T>());
    }
}
