namespace UnityEngine
{
    public class Behaviour : Component
    {
        public bool isActiveAndEnabled { get; internal set; }
    }
}
