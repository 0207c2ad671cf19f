namespace UnityEngine
{
    public class Transform : Component
    {
        internal Transform()
        {
        }

        public Vector3 position { get; set; }

        internal Vector3? Target { get; private set; }

        public void LookAt(Vector3 worldPosition) => Target = worldPosition;
    }
}
