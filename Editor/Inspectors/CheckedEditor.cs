#nullable enable
using System.Collections.Generic;
using Repartee.Unity;
using UnityEditor.UIElements;
using UnityEngine.UIElements;

namespace Repartee.Editor.Inspectors
{
    /// <summary>An inspector with the usual fields, what the shared checks found, and parts of its own. It looks again when a value
    /// changes, not on each repaint.</summary>
    public abstract class CheckedEditor : UnityEditor.Editor
    {
        /// <inheritdoc/>
        public override VisualElement CreateInspectorGUI()
        {
            var root = new VisualElement();
            var checks = new CheckList();
            Begin(root);
            root.Add(checks);
            InspectorElement.FillDefaultInspector(root, serializedObject, this);
            End(root);
            void Look()
            {
                checks.Show(Check());
                Changed();
            }

            root.TrackSerializedObjectValue(serializedObject, _ => Look());
            root.RegisterCallback<DetachFromPanelEvent>(_ => Close());
            Look();
            return root;
        }

        /// <summary>Looks for what will not work.</summary>
        /// <returns>What was found.</returns>
        protected abstract IEnumerable<NpcCheck> Check();

        /// <summary>Adds what stands above the fields.</summary>
        /// <param name="root">To add to.</param>
        protected virtual void Begin(VisualElement root)
        {
        }

        /// <summary>Adds what stands below the fields.</summary>
        /// <param name="root">To add to.</param>
        protected virtual void End(VisualElement root)
        {
        }

        /// <summary>A value changed.</summary>
        protected virtual void Changed()
        {
        }

        /// <summary>The inspector is closed.</summary>
        protected virtual void Close()
        {
        }
    }
}
