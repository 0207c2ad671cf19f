using System;

namespace UnityEditor
{
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public class CustomEditor : Attribute
    {
        public CustomEditor(Type inspectedType)
        {
        }

        public CustomEditor(Type inspectedType, bool editorForChildClasses)
        {
        }
    }
}
