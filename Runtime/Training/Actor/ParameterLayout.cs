#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Training.Actor
{
    /// <summary>One tensor in a flat arena: its name, shape and place.</summary>
    internal sealed class ParameterSlot
    {
        internal ParameterSlot(string name, long[] shape, bool decayed)
        {
            Name = name;
            Shape = shape;
            Decayed = decayed;
            Count = shape.Aggregate(1L, (a, b) => checked(a * b));
        }

        internal string Name { get; }

        internal long[] Shape { get; }

        /// <summary>Whether weight decay applies: matrices yes; norms and biases no.</summary>
        internal bool Decayed { get; }

        internal long Count { get; }

        /// <summary>First element in the arena.</summary>
        internal long Offset { get; set; }
    }

    /// <summary>
    /// Places parameters in one flat float32 array, decayed ones first: so that publishing is one copy, the gradient norm one
    /// reduction and AdamW two calls, however many layers there are.
    /// </summary>
    internal sealed class ParameterLayout
    {
        private readonly Dictionary<string, ParameterSlot> byName = new Dictionary<string, ParameterSlot>();

        internal ParameterLayout(IReadOnlyList<ParameterSlot> slots)
        {
            Slots = slots;
            long next = 0;
            foreach (var slot in slots.OrderByDescending(s => s.Decayed))       // stable: keeps the given order inside each group
            {
                slot.Offset = next;
                next += slot.Count;
                if (slot.Decayed)
                    DecayedCount = next;
                byName.Add(slot.Name, slot);
            }

            Count = next;
        }

        internal IReadOnlyList<ParameterSlot> Slots { get; }

        /// <summary>Elements in all.</summary>
        internal long Count { get; }

        /// <summary>Elements under weight decay; they come first.</summary>
        internal long DecayedCount { get; }

        internal ParameterSlot this[string name] => byName[name];
    }
}
