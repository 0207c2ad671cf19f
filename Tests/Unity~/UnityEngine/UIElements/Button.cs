using System;

namespace UnityEngine.UIElements
{
    public class Button : TextElement
    {
        private readonly Action clicked;

        public Button(Action clickEvent) => clicked = clickEvent;

        internal void Click() => clicked();
    }
}
