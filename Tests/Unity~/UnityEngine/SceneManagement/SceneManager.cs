namespace UnityEngine.SceneManagement
{
    public class SceneManager
    {
    }
}
