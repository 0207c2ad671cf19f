namespace UnityEngine.UIElements
{
    public abstract class BasePopupField<TValueType, TValueChoice> : BaseField<TValueType>
    {
        internal BasePopupField(string label)
            : base(label)
        {
        }
    }
}
