namespace UnityEngine.UIElements
{
    public class BindableElement : VisualElement
    {
    }
}
