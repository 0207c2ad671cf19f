namespace UnityEngine
{
    public enum FindObjectsInactive
    {
        Exclude,
        Include,
    }
}
