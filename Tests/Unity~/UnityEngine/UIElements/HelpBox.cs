namespace UnityEngine.UIElements
{
    public class HelpBox : VisualElement
    {
        public HelpBox(string text, HelpBoxMessageType messageType)
        {
            this.text = text;
            Type = messageType;
        }

        public string text { get; set; }

        internal HelpBoxMessageType Type { get; }
    }
}
