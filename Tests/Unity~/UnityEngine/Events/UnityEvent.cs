using System;

namespace UnityEngine.Events
{
    public class UnityEvent<T0> : UnityEventBase
    {
        public UnityEvent()
        {
        }

        internal event Action<T0> Invoked;

        public void Invoke(T0 arg0) => Invoked?.Invoke(arg0);
    }
}
