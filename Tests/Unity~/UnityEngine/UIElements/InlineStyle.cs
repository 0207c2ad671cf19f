namespace UnityEngine.UIElements
{
    internal sealed class InlineStyle : IStyle
    {
        public StyleLength height { get; set; }

        public StyleLength minHeight { get; set; }

        public StyleLength marginBottom { get; set; }

        public StyleLength marginRight { get; set; }

        public StyleLength paddingLeft { get; set; }

        public StyleLength paddingRight { get; set; }

        public StyleColor backgroundColor { get; set; }

        public StyleColor color { get; set; }

        public StyleFloat flexGrow { get; set; }

        public StyleEnum<FlexDirection> flexDirection { get; set; }

        public StyleEnum<Wrap> flexWrap { get; set; }

        public StyleEnum<WhiteSpace> whiteSpace { get; set; }

        public StyleEnum<DisplayStyle> display { get; set; }
    }
}
