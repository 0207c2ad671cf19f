using UnityEditor.Build.Reporting;
using UnityEngine.SceneManagement;

namespace UnityEditor.Build
{
    public interface IProcessSceneWithReport : IOrderedCallback
    {
        void OnProcessScene(Scene scene, BuildReport report);
    }
}
