#nullable enable
using UnityEditor;
using UnityEditor.Build;
using UnityEditor.Build.Reporting;
using UnityEngine.SceneManagement;

namespace Repartee.Editor.Building
{
    /// <summary>
    /// Fails a build whose NPCs would not work in a player, and keeps what trains out of it. The scenes of the build settings are looked at
    /// before anything is built; those that a script names otherwise, when they are.
    /// </summary>
    internal sealed class PlayerBuildStep : IPreprocessBuildWithReport, IProcessSceneWithReport, IFilterBuildAssemblies
    {
        // Before others: nothing is built for nothing.
        int IOrderedCallback.callbackOrder => -100;

        void IPreprocessBuildWithReport.OnPreprocessBuild(BuildReport report) => Require(BuildVerdict.Message(BuildScenes.Faults()));

        void IProcessSceneWithReport.OnProcessScene(Scene scene, BuildReport? report)
        {
            if (report != null)                                                 // null: play mode
                Require(BuildVerdict.Message(BuildScenes.Faults(scene, scene.path)));
        }

        string[] IFilterBuildAssemblies.OnFilterAssemblies(BuildOptions buildOptions, string[] assemblies) =>
            PlayerAssemblies.Keep(assemblies);

        private static void Require(string? fault)
        {
            if (fault != null)
                throw new BuildFailedException(fault);
        }
    }
}
