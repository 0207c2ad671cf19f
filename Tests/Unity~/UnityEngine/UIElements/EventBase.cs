namespace UnityEngine.UIElements
{
    public abstract class EventBase
    {
    }
}
