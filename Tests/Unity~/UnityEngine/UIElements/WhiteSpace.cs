namespace UnityEngine.UIElements
{
    public enum WhiteSpace
    {
        Normal,
        NoWrap,
    }
}
