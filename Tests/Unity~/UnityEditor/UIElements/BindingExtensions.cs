using System;
using UnityEngine.UIElements;

namespace UnityEditor.UIElements
{
    public static class BindingExtensions
    {
        public static void TrackSerializedObjectValue(
            this VisualElement element, SerializedObject obj, Action<SerializedObject> callback = null)
        {
        }
    }
}
