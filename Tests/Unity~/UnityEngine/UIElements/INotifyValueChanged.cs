namespace UnityEngine.UIElements
{
    public interface INotifyValueChanged<T>
    {
    }
}
