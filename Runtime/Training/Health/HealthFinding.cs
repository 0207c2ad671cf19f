#nullable enable
using Repartee.Sessions;

namespace Repartee.Training.Health
{
    /// <summary>A limit that one update passed.</summary>
    internal sealed class HealthFinding
    {
        internal HealthFinding(HealthRule rule, double found, double limit, string explanation, string advice)
        {
            Rule = rule;
            Found = found;
            Limit = limit;
            Explanation = explanation;
            Advice = advice;
        }

        internal HealthRule Rule { get; }

        internal double Found { get; }

        internal double Limit { get; }

        internal string Explanation { get; }

        internal string Advice { get; }
    }
}
