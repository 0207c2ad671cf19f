namespace UnityEngine.Events
{
    public abstract class UnityEventBase
    {
    }
}
