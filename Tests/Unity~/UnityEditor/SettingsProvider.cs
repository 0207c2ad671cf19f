using System;
using System.Collections.Generic;
using UnityEngine.UIElements;

namespace UnityEditor
{
    public class SettingsProvider
    {
        public SettingsProvider(string path, SettingsScope scopes, IEnumerable<string> keywords = null)
        {
        }

        public string label { get; set; }

        public Action<string, VisualElement> activateHandler { get; set; }
    }
}
