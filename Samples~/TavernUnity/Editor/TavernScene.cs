#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Unity;
using UnityEditor;
using UnityEditor.SceneManagement;
using UnityEngine;
using UnityEngine.SceneManagement;

namespace Repartee.Samples.TavernUnity.Editor
{
    /// <summary>Builds the tavern: camera, light, three NPCs and the player, from the sample's assets.</summary>
    internal static class TavernScene
    {
        // Unity keeps the GUIDs of a sample that is imported, wherever it lies.
        internal const string Actor = "9549963a82e362ee8db61d5e5ae719b1";
        internal const string Rewards = "d02f394efa8119222a46480faf9e5882";
        internal const string Questions = "719352aa3468503441f9fe7dcacf791d";
        internal static readonly string[] Personas =
        {
            "8eaaa8bd2312b9327f0d61d47176295d", "e4afa9ef13a9df9993ab91ac3c7e83b8", "78d1ed6b742a6dea468250ed4a25be06",
        };

        private const string File = "Tavern.unity";

        [MenuItem("Tools/Repartee/Samples/Build Tavern Scene", false, 60)]
        private static void Build()
        {
            if (!EditorSceneManager.SaveCurrentModifiedScenesIfUserWantsTo()) return;
            string actors = TavernActorFolder.Copy(Path.GetDirectoryName(Path.GetFullPath(Application.dataPath))!);
            string scene = Make();
            Debug.Log($"Repartee: {scene} is built, and its actor learns from {actors}. Open Window > Repartee > Play Session and press " +
                "\"Play and start\".");
        }

        /// <summary>Builds the scene and saves it beside the actor's asset.</summary>
        /// <returns>The scene's path in the project.</returns>
        internal static string Make()
        {
            // The engine's own camera and light, as they fit the project's render pipeline.
            Scene scene = EditorSceneManager.NewScene(NewSceneSetup.DefaultGameObjects, NewSceneMode.Single);
            GameObject.CreatePrimitive(PrimitiveType.Plane).name = "Floor";
            var actor = Load<NpcActor>(Actor);
            var rewards = Load<NpcRewards>(Rewards);
            NpcDialogue[] npcs = Personas.Select((guid, place) => MakeNpc(Load<NpcPersona>(guid), actor, rewards, place)).ToArray();
            MakePlayer(npcs);
            Camera eye = Camera.main;
            if (eye != null)
            {
                eye.transform.position = new Vector3(0, 2.2f, -5.5f);
                eye.transform.LookAt(Vector3.up);
            }

            string path = $"{Path.GetDirectoryName(AssetDatabase.GUIDToAssetPath(Actor))!.Replace('\\', '/')}/{File}";
            return EditorSceneManager.SaveScene(scene, path)
                ? path
                : throw new IOException($"Expected to save the scene as {path}, but the editor did not. See that the file is not locked.");
        }

        private static NpcDialogue MakeNpc(NpcPersona persona, NpcActor actor, NpcRewards rewards, int place)
        {
            GameObject body = GameObject.CreatePrimitive(PrimitiveType.Capsule);
            body.name = persona.DisplayName;
            body.transform.position = new Vector3((place - 1) * 2.5f, 1, 0);
            var npc = body.AddComponent<NpcDialogue>();
            npc.Persona = persona;
            npc.Actor = actor;
            npc.Rewards = rewards;
            return npc;
        }

        private static void MakePlayer(IReadOnlyList<NpcDialogue> npcs)
        {
            var player = new GameObject("Player");
            var talk = player.AddComponent<TavernTalk>();
            talk.Npcs = npcs;
            talk.Questions = Load<TextAsset>(Questions);
            player.AddComponent<TavernScreen>().Talk = talk;
        }

        private static T Load<T>(string guid)
            where T : Object
        {
            T asset = AssetDatabase.LoadAssetAtPath<T>(AssetDatabase.GUIDToAssetPath(guid));
            return asset != null
                ? asset
                : throw new FileNotFoundException(
                    $"Expected the sample's {typeof(T).Name} with the GUID {guid}, but found none. " +
                    "Import the sample \"Tavern (Unity)\" again.");
        }
    }
}
