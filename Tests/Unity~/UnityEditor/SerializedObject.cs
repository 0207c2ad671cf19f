namespace UnityEditor
{
    public class SerializedObject
    {
        internal SerializedObject()
        {
        }
    }
}
