namespace UnityEngine.UIElements
{
    public class PopupField<T> : BasePopupField<T, T>
    {
        internal PopupField(string label)
            : base(label)
        {
        }
    }
}
