#nullable enable
using Repartee.Editor.Windows;
using UnityEditor;
using UnityEngine;

namespace Repartee.Editor.Menus
{
    /// <summary>The menu Tools &gt; Repartee; Install and Uninstall are in an assembly of their own, which compiles before the libraries
    /// are there.</summary>
    internal static class ReparteeMenu
    {
        private const string Documentation = "https://github.com/repartee/com.repartee.npc/blob/main/Documentation~/unity.md";

        [MenuItem("Tools/Repartee/Play Session", false, 20)]
        private static void PlaySession() => PlaySessionWindow.Open();

        [MenuItem("Tools/Repartee/Settings", false, 21)]
        private static void Settings() => SettingsService.OpenProjectSettings(SettingsPage.Path);

        [MenuItem("Tools/Repartee/Documentation", false, 40)]
        private static void OpenDocumentation() => Application.OpenURL(Documentation);
    }
}
