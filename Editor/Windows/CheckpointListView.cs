#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using Repartee.Editor.Play;
using UnityEngine.UIElements;

namespace Repartee.Editor.Windows
{
    /// <summary>A run's checkpoints, each with a button that freezes it.</summary>
    internal sealed class CheckpointListView : VisualElement
    {
        private readonly Action<RunCheckpoint> freeze;
        private readonly List<Button> buttons = new List<Button>();
        private IReadOnlyList<RunCheckpoint>? shown;

        internal CheckpointListView(Action<RunCheckpoint> freeze) => this.freeze = freeze;

        /// <summary>Takes a new list; the same one costs nothing.</summary>
        internal void Show(IReadOnlyList<RunCheckpoint> checkpoints, bool canFreeze)
        {
            if (!ReferenceEquals(checkpoints, shown))
                Fill(checkpoints);
            foreach (Button button in buttons)
                button.SetEnabled(canFreeze);
        }

        private void Fill(IReadOnlyList<RunCheckpoint> checkpoints)
        {
            shown = checkpoints;
            buttons.Clear();
            Clear();
            if (checkpoints.Count == 0)
                Add(new Label("None yet."));
            foreach (RunCheckpoint checkpoint in checkpoints)
            {
                var row = new VisualElement();
                row.style.flexDirection = FlexDirection.Row;
                string when = checkpoint.Written.ToLocalTime().ToString("g", CultureInfo.CurrentCulture);
                var name = new Label($"{checkpoint.Name}, {when}");
                name.style.flexGrow = 1;
                var button = new Button(() => freeze(checkpoint)) { text = "Freeze into StreamingAssets" };
                buttons.Add(button);
                row.Add(name);
                row.Add(button);
                Add(row);
            }
        }
    }
}
