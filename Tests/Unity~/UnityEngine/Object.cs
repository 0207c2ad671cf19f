namespace UnityEngine
{
    /// <summary>The signatures of Unity that this package calls; nothing here runs.</summary>
    public class Object
    {
    }
}
