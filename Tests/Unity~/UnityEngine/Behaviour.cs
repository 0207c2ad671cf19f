namespace UnityEngine
{
    public class Behaviour : Component
    {
    }
}
