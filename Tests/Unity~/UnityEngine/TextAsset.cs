namespace UnityEngine
{
    public class TextAsset : Object
    {
        public TextAsset(string text) => this.text = text;

        public string text { get; }
    }
}
