using System.Linq;

namespace UnityEngine
{
    public sealed class GameObject : Object
    {
        public GameObject(string name)
        {
            this.name = name;
            transform = new Transform { Owner = this };
        }

        internal Component[] Components { get; set; } = System.Array.Empty<Component>();

        internal PrimitiveType? Shape { get; private set; }

        public Transform transform { get; }

        public static GameObject CreatePrimitive(PrimitiveType type)
        {
            var made = new GameObject(type.ToString()) { Shape = type };
            InScenes.Add(made);
            return made;
        }

        public T AddComponent<T>()
            where T : Component
        {
            var added = System.Activator.CreateInstance<T>();
            (added.Owner, added.name) = (this, name);
            Components = Components.Append(added).ToArray();
            InScenes.Add(added);
            return added;
        }

        public T[] GetComponentsInChildren<T>(bool includeInactive) => Components.OfType<T>().ToArray();
    }
}
