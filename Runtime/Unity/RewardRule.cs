#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Rewards;
using UnityEngine;

namespace Repartee.Unity
{
    /// <summary>One rule of <see cref="NpcRewards"/>. Which parameters count is up to its <see cref="Kind"/>.</summary>
    [Serializable]
    public sealed class RewardRule
    {
        [SerializeField]
        [Tooltip("What is judged.")]
        private RewardKind kind;

        [SerializeField]
        [Tooltip("What logs and curves call it. Blank: the rule's own name.")]
        private string name = "";

        [SerializeField]
        [Tooltip("Its share among the weights above 0. Below 0: a penalty, subtracted. 0: recorded, and does not count.")]
        private float weight = 1;

        [SerializeField]
        [Tooltip("Edit distance: what is inserted, deleted and replaced.")]
        private EditUnit editUnit = EditUnit.Characters;

        [SerializeField]
        [Tooltip("Edit distance: whether upper and lower case are the same.")]
        private bool ignoreCase = true;

        [SerializeField]
        [Min(1)]
        [Tooltip("Repetition: words in a row that count as repeated.")]
        private int words = 3;

        [SerializeField]
        [Min(0)]
        [Tooltip("Length: the shortest that scores 1, in the unit below.")]
        private int minimum = 4;

        [SerializeField]
        [Min(0)]
        [Tooltip("Length: the longest that scores 1, in the unit below.")]
        private int maximum = 20;

        [SerializeField]
        [Tooltip("Length: what is counted.")]
        private LengthUnit lengthUnit = LengthUnit.Words;

        [SerializeField]
        [Tooltip("Length: how many units outside of the band score 0. More than 0.")]
        private float falloff = 10;

        [SerializeField]
        [Tooltip("Required and forbidden words: words or phrases, whole and in any case.")]
        private string[] wordList = Array.Empty<string>();

        [SerializeField]
        [Tooltip("Required and forbidden words: a tag of the line that lists the words, parted by commas, instead of the list above.")]
        private string wordTag = "";

        [SerializeField]
        [Tooltip("Forbidden words: the share of absent words instead of all or nothing.")]
        private bool graded;

        [SerializeField]
        [Tooltip("Pattern: a .NET regular expression.")]
        private string pattern = "";

        [SerializeField]
        [Tooltip("Pattern: whether it should match; else replies are rewarded in which nothing matches.")]
        private bool shouldMatch = true;

        /// <summary>Makes a rule.</summary>
        /// <param name="kind">What is judged.</param>
        /// <param name="weight">Its share; as <see cref="Weight"/>.</param>
        public RewardRule(RewardKind kind, float weight = 1)
        {
            this.kind = kind;
            this.weight = weight;
        }

        // For Unity's serializer, which fills new elements of a list.
        private RewardRule()
        {
        }

        /// <summary>What is judged.</summary>
        public RewardKind Kind => kind;

        /// <summary>What logs and curves call it; blank: the rule's own name. Default blank.</summary>
        public string Name { get => name; set => name = value; }

        /// <summary>Its share among the weights above 0; below 0 a penalty; 0 is recorded and does not count. Default 1.</summary>
        public float Weight { get => weight; set => weight = value; }

        /// <summary>Edit distance: the unit. Default characters.</summary>
        public EditUnit EditUnit { get => editUnit; set => editUnit = value; }

        /// <summary>Edit distance: whether case is ignored. Default true.</summary>
        public bool IgnoreCase { get => ignoreCase; set => ignoreCase = value; }

        /// <summary>Repetition: words in a row that count as repeated, 1 or more. Default 3.</summary>
        public int Words { get => words; set => words = value; }

        /// <summary>Length: the shortest that scores 1, 0 or more. Default 4.</summary>
        public int Minimum { get => minimum; set => minimum = value; }

        /// <summary>Length: the longest that scores 1. Default 20.</summary>
        public int Maximum { get => maximum; set => maximum = value; }

        /// <summary>Length: what is counted. Default words.</summary>
        public LengthUnit LengthUnit { get => lengthUnit; set => lengthUnit = value; }

        /// <summary>Length: units outside of the band that score 0, more than 0. Default 10.</summary>
        public float Falloff { get => falloff; set => falloff = value; }

        /// <summary>Required and forbidden words: words or phrases. Default none.</summary>
        public IReadOnlyList<string> WordList { get => wordList; set => wordList = value.ToArray(); }

        /// <summary>Required and forbidden words: a tag of the line that lists them instead. Default blank.</summary>
        public string WordTag { get => wordTag; set => wordTag = value; }

        /// <summary>Forbidden words: the share of absent words instead of all or nothing. Default false.</summary>
        public bool Graded { get => graded; set => graded = value; }

        /// <summary>Pattern: a .NET regular expression. Default blank, which is refused.</summary>
        public string Pattern { get => pattern; set => pattern = value; }

        /// <summary>Pattern: whether it should match. Default true.</summary>
        public bool ShouldMatch { get => shouldMatch; set => shouldMatch = value; }

        /// <summary>Makes the reward function.</summary>
        /// <returns>The function.</returns>
        /// <exception cref="ArgumentException">A parameter is out of its range; the message says which.</exception>
        public IRewardFunction Build()
        {
            switch (kind)
            {
                case RewardKind.EditDistance:
                    return new EditDistanceReward(editUnit, ignoreCase);
                case RewardKind.Repetition:
                    return new RepetitionReward(words);
                case RewardKind.Length:
                    return new LengthReward(minimum, maximum, lengthUnit, falloff);
                case RewardKind.RequiredWords:
                    return HasTag ? RequiredWordsReward.FromTag(wordTag) : new RequiredWordsReward(wordList);
                case RewardKind.ForbiddenWords:
                    return HasTag ? ForbiddenWordsReward.FromTag(wordTag, graded) : new ForbiddenWordsReward(wordList, graded);
                case RewardKind.Pattern:
                    return pattern.Length > 0
                        ? new PatternReward(pattern, shouldMatch)
                        : throw new ArgumentException("Expected a regular expression, but Pattern is empty. Write one.");
                case RewardKind.Finished:
                    return new FinishedReward();
                default:
                    throw new ArgumentException($"Expected one of RewardKind, but found the number {(int)kind}. Choose a kind again.");
            }
        }

        private bool HasTag => !string.IsNullOrWhiteSpace(wordTag);
    }
}
