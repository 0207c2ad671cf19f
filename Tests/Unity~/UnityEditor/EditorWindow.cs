using UnityEngine;
using UnityEngine.UIElements;

namespace UnityEditor
{
    public class EditorWindow : ScriptableObject
    {
        public VisualElement rootVisualElement { get; } = new VisualElement();

        public static T GetWindow<T>(string title)
            where T : EditorWindow => throw new System.NotSupportedException();
    }
}
