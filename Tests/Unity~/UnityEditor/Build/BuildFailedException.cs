using System;

namespace UnityEditor.Build
{
    public class BuildFailedException : Exception
    {
        public BuildFailedException(string message)
            : base(message)
        {
        }
    }
}
