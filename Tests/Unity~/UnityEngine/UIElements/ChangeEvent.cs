namespace UnityEngine.UIElements
{
    public class ChangeEvent<T> : EventBase<ChangeEvent<T>>
    {
        public T newValue { get; internal set; }
    }
}
