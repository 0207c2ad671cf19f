#nullable enable
using System.IO;
using System.Text;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    /// <summary>Small tokenizers to test with, learnt from a few lines of tavern talk.</summary>
    internal static class TavernTokenizer
    {
        public static readonly string[] Texts =
        {
            "Welcome, traveller! The wolves came down from the north gate again last night.",
            "Don't you worry, we'll keep the gate shut until the wolves are gone; that's what I've heard.",
            "A room? 12 coins a night, 120 for the month.\n\nBreakfast isn't included, I'm afraid.",
            "Der Wirt grüßt: »Schön, dass du da bist!« Œuvre, naïve, Ålesund, жили-были волки, 狼が来た 🐺🐺.",
            "the the the the wolves wolves wolves   \t gate gate gate",
        };

        public static readonly BpeVocabulary Vocabulary = BpeTrainer.Train(Texts, 400, ChatTemplate.Repartee.SpecialTokens, 1);

        public static readonly ByteLevelBpeTokenizer Instance = new ByteLevelBpeTokenizer(Vocabulary);

        public static readonly ByteLevelBpeTokenizer ForChatMl =
            new ByteLevelBpeTokenizer(BpeTrainer.Train(Texts, 400, ChatTemplate.ChatMl.SpecialTokens, 1));

        /// <summary>The vocabulary as JSON.</summary>
        public static string Json(BpeVocabulary? vocabulary = null)
        {
            using var stream = new MemoryStream();
            (vocabulary ?? Vocabulary).Write(stream);
            return Encoding.UTF8.GetString(stream.ToArray());
        }

        public static ByteLevelBpeTokenizer Parse(string json)
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
            return ByteLevelBpeTokenizer.Parse(stream);
        }
    }
}
