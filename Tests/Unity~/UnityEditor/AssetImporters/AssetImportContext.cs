using System;
using Object = UnityEngine.Object;

namespace UnityEditor.AssetImporters
{
    public class AssetImportContext
    {
        private AssetImportContext()
        {
        }

        public string assetPath => throw new NotSupportedException();

        public void AddObjectToAsset(string identifier, Object obj) => throw new NotSupportedException();

        public void SetMainObject(Object obj) => throw new NotSupportedException();

        public void LogImportError(string msg, Object obj = null) => throw new NotSupportedException();
    }
}
