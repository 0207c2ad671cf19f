using System;

namespace UnityEngine
{
    public sealed class AddComponentMenu : Attribute
    {
        public AddComponentMenu(string menuName) => throw new NotSupportedException();
    }
}
