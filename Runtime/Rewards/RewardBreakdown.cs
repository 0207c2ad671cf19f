#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Rewards
{
    /// <summary>The score of a reply, term by term. Immutable.</summary>
    public sealed class RewardBreakdown
    {
        internal RewardBreakdown(RewardTerm[] terms)
        {
            // Total = sum over w > 0 of w*s, divided by the sum of those w, minus the sum over w < 0 of |w|*s.
            double weights = terms.Where(term => term.Weight > 0).Sum(term => term.Weight);
            double scores = terms.Where(term => term.Weight > 0).Sum(term => term.Weight * term.Value);
            double penalties = terms.Where(term => term.Weight < 0).Sum(term => -term.Weight * term.Value);
            Terms = Array.AsReadOnly(terms);
            Quality = weights > 0 ? scores / weights : 0;
            Total = Quality - penalties;
        }

        /// <summary>What each function gave, in the order in which they were added.</summary>
        public IReadOnlyList<RewardTerm> Terms { get; }

        /// <summary>
        /// The mean of the terms with positive weights, by weight: 0 to 1 when every function keeps to that scale; 0 when there is none.
        /// </summary>
        public double Quality { get; }

        /// <summary>The reward: <see cref="Quality"/> minus the penalties, each |weight| times score.</summary>
        public double Total { get; }

        /// <summary>How many terms failed.</summary>
        public int ErrorCount => Terms.Count(term => term.Error != null);
    }
}
