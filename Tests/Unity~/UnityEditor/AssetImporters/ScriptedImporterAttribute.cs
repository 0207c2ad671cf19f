using System;

namespace UnityEditor.AssetImporters
{
    [AttributeUsage(AttributeTargets.Class, Inherited = false)]
    public class ScriptedImporterAttribute : Attribute
    {
        public ScriptedImporterAttribute(int version, string ext)
        {
            throw new NotSupportedException();
        }
    }
}
