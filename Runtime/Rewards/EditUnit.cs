#nullable enable
namespace Repartee.Rewards
{
    /// <summary>What <see cref="EditDistanceReward"/> inserts, deletes and replaces.</summary>
    public enum EditUnit
    {
        /// <summary>Characters as a reader sees them (text elements): an accented letter or an emoji is one.</summary>
        Characters,

        /// <summary>Words, parted by white space; punctuation belongs to the word it touches.</summary>
        Words,
    }
}
