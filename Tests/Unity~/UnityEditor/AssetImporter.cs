using UnityEngine;

namespace UnityEditor
{
    public class AssetImporter : Object
    {
    }
}
