namespace UnityEngine.SceneManagement
{
    public struct Scene
    {
        internal GameObject[] Roots { get; set; }

        public string path { get; internal set; }

        public GameObject[] GetRootGameObjects() => Roots;
    }
}
