namespace UnityEngine
{
    public class Component : Object
    {
        /// <summary>What it was added to.</summary>
        internal GameObject Owner { get; set; }

        public Transform transform => Owner.transform;
    }
}
