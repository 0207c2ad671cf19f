#nullable enable
using System.Collections.Generic;
using Repartee.Editor.Play;
using UnityEngine.UIElements;

namespace Repartee.Editor.Windows
{
    /// <summary>The lines of the preflight: those that are well in one line each, the others as boxes.</summary>
    internal sealed class PreflightView : VisualElement
    {
        private IReadOnlyList<PreflightLine>? shown;

        /// <summary>Takes new lines; the same ones cost nothing.</summary>
        internal void Show(IReadOnlyList<PreflightLine> lines)
        {
            if (ReferenceEquals(lines, shown)) return;
            shown = lines;
            Clear();
            foreach (PreflightLine line in lines)
            {
                if (line.Level == PreflightLevel.Ok)
                    Add(new Label($"{line.Subject}: {line.Message}"));
                else
                    Add(new HelpBox(
                        $"{line.Subject}: {line.Message}",
                        line.Level == PreflightLevel.Error ? HelpBoxMessageType.Error : HelpBoxMessageType.Warning));
            }
        }
    }
}
