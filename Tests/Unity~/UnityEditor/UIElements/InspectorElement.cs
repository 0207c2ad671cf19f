using UnityEngine.UIElements;

namespace UnityEditor.UIElements
{
    public class InspectorElement : BindableElement
    {
        public static void FillDefaultInspector(VisualElement container, SerializedObject serializedObject, Editor editor)
        {
        }
    }
}
