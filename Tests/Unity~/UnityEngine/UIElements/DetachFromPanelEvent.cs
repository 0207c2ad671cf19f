namespace UnityEngine.UIElements
{
    public class DetachFromPanelEvent : PanelChangedEventBase<DetachFromPanelEvent>
    {
    }
}
