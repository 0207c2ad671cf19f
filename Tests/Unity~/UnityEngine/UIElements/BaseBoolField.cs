namespace UnityEngine.UIElements
{
    public abstract class BaseBoolField : BaseField<bool>
    {
        internal BaseBoolField(string label)
            : base(label)
        {
        }
    }
}
