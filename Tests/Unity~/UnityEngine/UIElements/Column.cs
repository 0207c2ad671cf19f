using System;

namespace UnityEngine.UIElements
{
    public class Column
    {
        public string name { get; set; }

        public string title { get; set; }

        public Length width { get; set; }

        public Func<VisualElement> makeCell { get; set; }

        public Action<VisualElement, int> bindCell { get; set; }
    }
}
