using System.Collections.Generic;
using System.Linq;
using UnityEngine;

namespace UnityEditor
{
    public class AssetDatabase
    {
        internal static int Refreshes { get; private set; }

        internal static Dictionary<string, Object> Assets { get; } = new Dictionary<string, Object>();

        public static void Refresh() => Refreshes++;

        public static string[] GetDependencies(string[] pathNames, bool recursive) => Assets.Keys.ToArray();

        public static string[] FindAssets(string filter) => Assets.Keys.ToArray();

        /// <summary>Where assets lie whose GUID is not their path.</summary>
        internal static Dictionary<string, string> Paths { get; } = new Dictionary<string, string>();

        public static string GUIDToAssetPath(string guid) => Paths.TryGetValue(guid, out string path) ? path : guid;

        public static T LoadAssetAtPath<T>(string assetPath)
            where T : Object => Assets.TryGetValue(assetPath, out Object asset) ? (T)asset : null;
    }
}
