namespace UnityEngine.UIElements
{
    public abstract class Focusable : CallbackEventHandler
    {
    }
}
