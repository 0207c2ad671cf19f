using System.Linq;

namespace UnityEngine
{
    public sealed class GameObject : Object
    {
        internal Component[] Components { get; set; } = System.Array.Empty<Component>();

        public T[] GetComponentsInChildren<T>(bool includeInactive) => Components.OfType<T>().ToArray();
    }
}
