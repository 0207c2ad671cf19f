#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Rewards
{
    /// <summary>
    /// Several reward functions as one: total = Σ(w·s over w &gt; 0) / Σ(w over w &gt; 0) - Σ(|w|·s over w &lt; 0), so 0 to 1 before
    /// penalties. Immutable: <see cref="Add"/> returns a new sum. Safe to use from several threads when its functions are.
    /// </summary>
    public sealed class WeightedReward
    {
        private readonly (IRewardFunction Function, string Name, double Weight)[] _terms;

        /// <summary>Makes a sum without terms; <see cref="Add"/> gives it some.</summary>
        public WeightedReward()
            : this(Array.Empty<(IRewardFunction, string, double)>())
        {
        }

        private WeightedReward((IRewardFunction Function, string Name, double Weight)[] terms)
        {
            _terms = terms;
        }

        /// <summary>The functions' names, in the order in which they were added.</summary>
        public IReadOnlyList<string> Names => _terms.Select(term => term.Name).ToArray();

        /// <summary>The functions' weights by name, in the order in which they were added.</summary>
        public IReadOnlyDictionary<string, double> Weights => _terms.ToDictionary(term => term.Name, term => term.Weight);

        /// <summary>The sum with one more function.</summary>
        /// <param name="function">The function.</param>
        /// <param name="weight">
        /// Its share among the positive weights; below 0 it is a penalty that is subtracted; at 0 it is recorded and doesn't count.
        /// </param>
        /// <param name="name">What the term is called; null (the default) for the function's own name.</param>
        /// <returns>A new sum; this one stays as it is.</returns>
        /// <exception cref="ArgumentException">The name is blank or taken, or the weight isn't finite.</exception>
        public WeightedReward Add(IRewardFunction function, double weight, string? name = null)
        {
            if (function is null)
                throw new ArgumentNullException(nameof(function));
            name ??= function.Name;
            if (string.IsNullOrWhiteSpace(name))
                throw new ArgumentException("Expected a reward function with a name, but it is blank.", nameof(function));
            if (_terms.Any(term => term.Name == name))
                throw new ArgumentException(
                    $"Expected each name once, but \"{name}\" is already in the sum. Pass another name.", nameof(function));
            if (double.IsNaN(weight) || double.IsInfinity(weight))
                throw new ArgumentException(
                    FormattableString.Invariant($"Expected a finite weight for \"{name}\", but found {weight}."), nameof(weight));
            return new WeightedReward(_terms.Append((function, name, weight)).ToArray());
        }

        /// <summary>
        /// Judges a reply. A function that throws, or gives NaN or infinity, never ends the run: its term keeps the error and counts as
        /// 0, the lowest score for a positive weight and no penalty for a negative one.
        /// </summary>
        /// <param name="context">The reply and what it answers.</param>
        /// <returns>The score, term by term.</returns>
        /// <exception cref="InvalidOperationException">The sum has no term.</exception>
        public RewardBreakdown Score(ReplyContext context) => ScoreAll(new[] { context })[0];

        /// <summary>
        /// Judges replies as <see cref="Score"/> does, and hands them to each <see cref="IBatchRewardFunction"/> at once. A batch that
        /// fails, or gives another number of scores, is judged again one by one, so that only the replies at fault lose the term.
        /// </summary>
        /// <param name="contexts">The replies and what they answer.</param>
        /// <returns>Their scores, term by term, in the given order.</returns>
        /// <exception cref="InvalidOperationException">The sum has no term.</exception>
        public IReadOnlyList<RewardBreakdown> ScoreAll(IReadOnlyList<ReplyContext> contexts)
        {
            if (_terms.Length == 0)
                throw new InvalidOperationException("Expected at least one reward function, but there is none. "
                    + "Add returns a new sum; keep what it returns.");
            RewardTerm[][] columns = Array.ConvertAll(_terms, term => JudgeAll(term.Function, term.Name, term.Weight, contexts));
            return contexts.Select((_, i) => new RewardBreakdown(Array.ConvertAll(columns, column => column[i]))).ToArray();
        }

        private static RewardTerm[] JudgeAll(IRewardFunction function, string name, double weight, IReadOnlyList<ReplyContext> contexts)
        {
            IReadOnlyList<double>? values = contexts.Count > 1 && function is IBatchRewardFunction batch ? Batch(batch, contexts) : null;
            return contexts
                .Select((context, i) => Judge(name, weight, () => values is null ? function.Score(context) : values[i]))
                .ToArray();
        }

        /// <returns>Null when the batch failed: one by one shows which reply is at fault, and why.</returns>
        private static IReadOnlyList<double>? Batch(IBatchRewardFunction function, IReadOnlyList<ReplyContext> contexts)
        {
            try
            {
                IReadOnlyList<double> values = function.ScoreAll(contexts);
                return values.Count == contexts.Count ? values : null;
            }
            catch (Exception error) when (!(error is ScoringEndedException))
            {
                return null;
            }
        }

        private static RewardTerm Judge(string name, double weight, Func<double> score)
        {
            try
            {
                double value = score();
                if (!double.IsNaN(value) && !double.IsInfinity(value))
                    return new RewardTerm(name, weight, value, null);
                return new RewardTerm(
                    name, weight, 0, FormattableString.Invariant($"Expected \"{name}\" to give a finite score, but found {value}."));
            }
            catch (ScoreFailedException error)
            {
                return new RewardTerm(name, weight, 0, error.Message);
            }
            catch (Exception error) when (!(error is ScoringEndedException))
            {
                return new RewardTerm(name, weight, 0, $"\"{name}\" failed with {error.GetType().Name}: {error.Message}");
            }
        }
    }
}
