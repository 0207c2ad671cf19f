namespace UnityEngine
{
    /// <summary>The signatures of Unity that this package calls, each as it stands in Unity 2022.3 and 6000.x. A little of it runs in
    /// memory, driven by internal members; everything else throws.</summary>
    public class Object
    {
        public string name { get; set; } = "";

        /// <summary>What Destroy does to it: it is equal to null from then on.</summary>
        internal bool IsDestroyed { get; set; }

        /// <summary>What is in the open scenes.</summary>
        internal static System.Collections.Generic.List<Object> InScenes { get; } = new System.Collections.Generic.List<Object>();

        public static T[] FindObjectsByType<T>(FindObjectsInactive findObjectsInactive, FindObjectsSortMode sortMode)
            where T : Object =>
            System.Linq.Enumerable.ToArray(System.Linq.Enumerable.OfType<T>(InScenes));

        public static bool operator ==(Object x, Object y) => ReferenceEquals(Alive(x), Alive(y));

        public static bool operator !=(Object x, Object y) => !(x == y);

        public override bool Equals(object other) => other is null ? IsDestroyed : ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        private static object Alive(Object x) => x is null || x.IsDestroyed ? null : x;
    }
}
