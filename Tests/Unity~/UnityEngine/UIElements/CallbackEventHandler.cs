using System;
using System.Collections.Generic;
using System.Linq;

namespace UnityEngine.UIElements
{
    public abstract class CallbackEventHandler
    {
        private readonly List<Delegate> callbacks = new List<Delegate>();

        public void RegisterCallback<TEventType>(EventCallback<TEventType> callback, TrickleDown useTrickleDown = TrickleDown.NoTrickleDown)
            where TEventType : EventBase<TEventType>, new() => callbacks.Add(callback);

        internal void Raise<TEventType>(TEventType raised)
        {
            foreach (EventCallback<TEventType> callback in callbacks.OfType<EventCallback<TEventType>>().ToArray())
                callback(raised);
        }
    }
}
