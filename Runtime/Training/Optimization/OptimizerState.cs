#nullable enable
namespace Repartee.Training.Optimization
{
    /// <summary>AdamW's moments and step count.</summary>
    internal sealed class OptimizerState
    {
        internal OptimizerState(float[] first, float[] second, float steps)
        {
            First = first;
            Second = second;
            Steps = steps;
        }

        internal float[] First { get; }

        internal float[] Second { get; }

        internal float Steps { get; }
    }
}
