namespace UnityEngine.UIElements
{
    public enum HelpBoxMessageType
    {
        None = 0,
        Info,
        Warning,
        Error,
    }
}
