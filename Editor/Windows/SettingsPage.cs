#nullable enable
using System;
using System.IO;
using System.Linq;
using Repartee.Editor.Hooks;
using Repartee.Editor.Settings;
using UnityEditor;
using UnityEngine.UIElements;

namespace Repartee.Editor.Windows
{
    /// <summary>The page Project Settings &gt; Repartee. A value is kept when it is entered; one that cannot be is said beside it, and the
    /// file stays.</summary>
    internal static class SettingsPage
    {
        internal const string Path = "Project/Repartee";

        [SettingsProvider]
        internal static SettingsProvider Create() =>
            new SettingsProvider(Path, SettingsScope.Project, SettingField.All.Select(field => field.Label))
            {
                label = "Repartee",
                activateHandler = (search, root) => Fill(root, new SettingsFile(EditorEntry.Project)),
            };

        internal static void Fill(VisualElement root, SettingsFile file)
        {
            root.Clear();
            ReparteeSettings settings;
            try
            {
                settings = file.Load();
            }
            catch (Exception problem) when (problem is SettingsException || problem is IOException)
            {
                root.Add(new HelpBox(problem.Message, HelpBoxMessageType.Error));
                root.Add(new Button(() => Fill(root, file)) { text = "Look again" });
                return;
            }

            foreach (SettingField field in SettingField.All)
                root.Add(Row(field, settings, file));
        }

        private static VisualElement Row(SettingField field, ReparteeSettings settings, SettingsFile file)
        {
            var row = new VisualElement();
            var problem = new HelpBox("", HelpBoxMessageType.Error);
            problem.style.display = DisplayStyle.None;
            void Keep(string text)
            {
                string? fault = Kept(field, text, file);
                problem.text = fault ?? "";
                problem.style.display = fault is null ? DisplayStyle.None : DisplayStyle.Flex;
            }

            if (field.IsSwitch)
            {
                var toggle = new Toggle(field.Label) { value = field.Get(settings) == bool.TrueString, tooltip = field.Help };
                toggle.RegisterValueChangedCallback(change => Keep(change.newValue ? "true" : "false"));
                row.Add(toggle);
            }
            else
            {
                var text = new TextField(field.Label) { value = field.Get(settings), tooltip = field.Help, isDelayed = true };
                text.RegisterValueChangedCallback(change => Keep(change.newValue));
                row.Add(text);
            }

            row.Add(problem);
            return row;
        }

        private static string? Kept(SettingField field, string text, SettingsFile file)
        {
            try
            {
                file.Save(field.Set(file.Load(), text));                        // from the file: another editor may have changed it
                return null;
            }
            catch (Exception problem) when (problem is ArgumentException || problem is SettingsException || problem is IOException
                || problem is UnauthorizedAccessException)
            {
                return problem.Message;
            }
        }
    }
}
