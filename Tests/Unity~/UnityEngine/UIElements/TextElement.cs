namespace UnityEngine.UIElements
{
    public class TextElement : BindableElement
    {
        public virtual string text { get; set; } = "";
    }
}
