using System;

namespace UnityEngine
{
    public class TextAsset : Object
    {
        public TextAsset(string text)
        {
            throw new NotSupportedException();
        }
    }
}
