namespace UnityEngine.UIElements
{
    public abstract class BaseField<TValueType> : BindableElement, INotifyValueChanged<TValueType>
    {
        private TValueType held;

        internal BaseField(string label) => Label = label;

        public virtual TValueType value
        {
            get => held;
            set
            {
                held = value;
                Raise(new ChangeEvent<TValueType> { newValue = value });
            }
        }

        internal string Label { get; }

        public virtual void SetValueWithoutNotify(TValueType newValue) => held = newValue;
    }
}
