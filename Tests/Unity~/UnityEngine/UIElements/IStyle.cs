namespace UnityEngine.UIElements
{
    public interface IStyle
    {
        StyleLength height { get; set; }

        StyleLength minHeight { get; set; }

        StyleLength marginBottom { get; set; }

        StyleLength marginRight { get; set; }

        StyleLength paddingLeft { get; set; }

        StyleLength paddingRight { get; set; }

        StyleColor backgroundColor { get; set; }

        StyleColor color { get; set; }

        StyleFloat flexGrow { get; set; }

        StyleEnum<FlexDirection> flexDirection { get; set; }

        StyleEnum<Wrap> flexWrap { get; set; }

        StyleEnum<WhiteSpace> whiteSpace { get; set; }

        StyleEnum<DisplayStyle> display { get; set; }
    }
}
