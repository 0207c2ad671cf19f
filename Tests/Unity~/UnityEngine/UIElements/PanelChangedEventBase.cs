namespace UnityEngine.UIElements
{
    public abstract class PanelChangedEventBase<T> : EventBase<T>
        where T : PanelChangedEventBase<T>, new()
    {
    }
}
