#nullable enable
using System.Collections.Generic;
using System.Linq;
using Repartee.Unity;
using UnityEngine.UIElements;

namespace Repartee.Editor.Inspectors
{
    /// <summary>What a check found, as boxes. It is shown anew only when it differs.</summary>
    internal sealed class CheckList : VisualElement
    {
        private string shown = "";

        internal void Show(IEnumerable<NpcCheck> checks)
        {
            NpcCheck[] found = checks.ToArray();
            string text = string.Join("\n", found.Select(check => check.ToString()));
            if (text == shown) return;
            shown = text;
            Clear();
            foreach (NpcCheck check in found)
                Add(new HelpBox(check.Message, TypeOf(check.Severity)));
        }

        private static HelpBoxMessageType TypeOf(NpcCheckSeverity severity) => severity == NpcCheckSeverity.Error ? HelpBoxMessageType.Error
            : severity == NpcCheckSeverity.Warning ? HelpBoxMessageType.Warning
            : HelpBoxMessageType.Info;
    }
}
