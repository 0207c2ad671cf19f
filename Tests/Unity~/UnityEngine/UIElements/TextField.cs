namespace UnityEngine.UIElements
{
    public class TextField : TextInputBaseField<string>
    {
        public TextField(string label)
            : base(label) => SetValueWithoutNotify("");
    }
}
