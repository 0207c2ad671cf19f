namespace UnityEngine
{
    public class Component : Object
    {
    }
}
