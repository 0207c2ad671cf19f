using UnityEngine;
using UnityEngine.UIElements;

namespace UnityEditor
{
    public class Editor : ScriptableObject
    {
        public UnityEngine.Object target { get; internal set; }

        public SerializedObject serializedObject { get; } = new SerializedObject();

        public virtual VisualElement CreateInspectorGUI() => null;
    }
}
