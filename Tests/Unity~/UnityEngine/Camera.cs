using System.Linq;

namespace UnityEngine
{
    public sealed class Camera : Behaviour
    {
        public static Camera main => InScenes.OfType<Camera>().FirstOrDefault();

        /// <summary>Straight ahead, a pixel a unit.</summary>
        public Vector3 WorldToScreenPoint(Vector3 position) => position + new Vector3(0, 0, 1);
    }
}
