#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Rewards;
using UnityEngine;

namespace Repartee.Unity
{
    /// <summary>
    /// What good replies are, as a list of rules with weights: what an actor is trained towards. All NPCs that one actor speaks for
    /// share it. A game with rules of its own derives from this class and overrides <see cref="Extend"/>.
    /// </summary>
    [CreateAssetMenu(fileName = "Rewards", menuName = "Repartee/Rewards")]
    [HelpURL(NpcHelp.Url)]
    public class NpcRewards : ScriptableObject
    {
        [SerializeField]
        [Tooltip("The rules. Weights above 0 share the score among them; those below 0 are subtracted.")]
        private List<RewardRule> rules = new List<RewardRule>();

        /// <summary>The rules, in the order of logs and curves.</summary>
        public IList<RewardRule> Rules => rules;

        /// <summary>Makes the sum of the rules, and of what <see cref="Extend"/> adds.</summary>
        /// <returns>The sum, ready to train with.</returns>
        /// <exception cref="InvalidOperationException">There is no rule, or one is wrong; the message names it and says what to
        /// do.</exception>
        public WeightedReward Build()
        {
            var sum = new WeightedReward();
            for (int i = 0; i < rules.Count; i++)
                sum = Add(sum, i);
            sum = Extend(sum);
            return sum.Names.Count > 0
                ? sum
                : throw new InvalidOperationException(
                    $"Rewards \"{name}\": expected at least one rule, but found none. Add one to Rules, such as Length.");
        }

        /// <summary>Looks for what will not work.</summary>
        /// <returns>What was found, empty where all is well.</returns>
        public IReadOnlyList<NpcCheck> Check()
        {
            var found = new List<NpcCheck>();
            try
            {
                WeightedReward sum = Build();
                if (!sum.Weights.Values.Any(weight => weight != 0))
                    found.Add(NpcCheck.Error(
                        $"Rewards \"{name}\": all weights are 0, so no reply is better than another. Give a rule a weight.", this));
            }
            catch (Exception problem)                                           // Extend is the game's code
            {
                found.Add(NpcCheck.Error(problem.Message, this));
            }

            return found;
        }

        /// <summary>Whether replies are compared with solutions.</summary>
        internal bool ComparesWithSolutions => rules.Any(rule => rule.Kind == RewardKind.EditDistance && rule.Weight != 0);

        /// <summary>Adds the game's own rules.</summary>
        /// <param name="sum">The sum of the rules in the list; without a term where that is empty.</param>
        /// <returns>The sum to train with, such as <c>sum.Add(new MyReward(), 0.5)</c>; here the sum itself.</returns>
        protected virtual WeightedReward Extend(WeightedReward sum) => sum;

        private WeightedReward Add(WeightedReward sum, int index)
        {
            RewardRule rule = rules[index];
            try
            {
                return sum.Add(rule.Build(), rule.Weight, string.IsNullOrWhiteSpace(rule.Name) ? null : rule.Name);
            }
            catch (ArgumentException problem)
            {
                throw new InvalidOperationException($"Rewards \"{name}\", rule {index + 1} ({rule.Kind}): {problem.Message}", problem);
            }
        }
    }
}
