namespace UnityEngine.UIElements
{
    public abstract class TextInputBaseField<TValueType> : BaseField<TValueType>
    {
        internal TextInputBaseField(string label)
            : base(label)
        {
        }

        public bool isDelayed { get; set; }
    }
}
