namespace UnityEngine.UIElements
{
    public class Toggle : BaseBoolField
    {
        public Toggle(string label)
            : base(label)
        {
        }
    }
}
