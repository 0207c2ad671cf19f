#nullable enable
using System;
using Repartee.Training.Actor;

namespace Repartee.Training.Optimization
{
    /// <summary>Parameters that learn together: their arena, borrowed, and its optimiser, owned. Trainer thread.</summary>
    internal sealed class TrainedPart : IDisposable
    {
        /// <param name="name">In checkpoints.</param>
        /// <param name="arena">Trainable.</param>
        /// <param name="optimizer">Over that arena.</param>
        internal TrainedPart(string name, ParameterArena arena, AdamW optimizer)
        {
            Name = name;
            Arena = arena;
            Optimizer = optimizer;
        }

        internal string Name { get; }

        internal ParameterArena Arena { get; }

        internal AdamW Optimizer { get; }

        /// <param name="reused">A state of this part whose arrays are written over; null for new ones.</param>
        internal PartState Capture(PartState? reused = null) =>
            new PartState(Name, Arena.ToArray(reused?.Values), Optimizer.Capture(reused?.Optimizer));

        internal void Restore(PartState state)
        {
            Arena.Load(state.Values);
            Arena.ClearGradient();
            Optimizer.Restore(state.Optimizer);
        }

        /// <inheritdoc/>
        public void Dispose() => Optimizer.Dispose();
    }

    /// <summary>A trained part as host arrays.</summary>
    internal sealed class PartState
    {
        internal PartState(string name, float[] values, OptimizerState optimizer)
        {
            Name = name;
            Values = values;
            Optimizer = optimizer;
        }

        internal string Name { get; }

        internal float[] Values { get; }

        internal OptimizerState Optimizer { get; }
    }
}
