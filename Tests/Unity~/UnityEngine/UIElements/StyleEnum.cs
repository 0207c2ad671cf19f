using System;

namespace UnityEngine.UIElements
{
    public struct StyleEnum<T>
        where T : struct, IConvertible
    {
        internal T Value { get; private set; }

        public static implicit operator StyleEnum<T>(T v) => new StyleEnum<T> { Value = v };
    }
}
