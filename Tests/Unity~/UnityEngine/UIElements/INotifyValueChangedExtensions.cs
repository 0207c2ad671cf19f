namespace UnityEngine.UIElements
{
    public static class INotifyValueChangedExtensions
    {
        public static bool RegisterValueChangedCallback<T>(this INotifyValueChanged<T> control, EventCallback<ChangeEvent<T>> callback)
        {
            ((CallbackEventHandler)control).RegisterCallback(callback);
            return true;
        }
    }
}
