#nullable enable
using System.Collections.Generic;
using Repartee.Prompting;
using Repartee.Training.Actor;
using Repartee.Training.Tests.Actor;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>The folder of a tiny actor with random weights that talks gibberish, and stops after about ten tokens.</summary>
    internal static class TalkingActor
    {
        /// <summary>Tokens of its context.</summary>
        internal const int Context = 160;

        private static readonly string[] Sentences =
        {
            "Good evening, what may I pour you?", "The ale is two coins and the stew is three.", "Have you seen the miller tonight?",
            "No, the miller has not been in tonight.", "What is the ale like, and what is the stew like?",
            "The evening is good and the ale is cold.",
        };

        internal static void Write(string path)
        {
            var special = ChatTemplate.Repartee.SpecialTokens;
            var vocabulary = BpeTrainer.Train(Sentences, 256 + special.Count + 40, special);
            var encoder = new PromptEncoder(new ByteLevelBpeTokenizer(vocabulary), ChatTemplate.Repartee);
            var layout = new ActorLayout(new ActorConfig
            {
                VocabSize = vocabulary.Tokens.Count,
                HiddenSize = 32,
                IntermediateSize = 48,
                Layers = 2,
                Heads = 4,
                KeyValueHeads = 2,
                MaxPositions = Context,
                EosTokenIds = encoder.StopTokens,
                PadTokenId = encoder.PadToken,
            });
            var values = TinyActor.Values(layout);
            SetFirstColumn(values, layout.Parameters["embedding"], 1f);         // so that the first output is above 0 at every position,
            SetFirstColumn(values, layout.Parameters["head"], 0f);              // and the stop token likelier than others
            foreach (int role in vocabulary.SpecialTokens.Values)                // never drawn: a reply that spells a role ends its episode
                values[layout.Parameters["head"].Offset + role * 32] = -20f;
            values[layout.Parameters["head"].Offset + encoder.StopTokens[0] * 32] = 1.2f;
            ActorFolder.Write(
                path, encoder, layout.Config, ActorFolder.Tensors(layout, values), SafetensorsDType.F32,
                new Dictionary<string, string> { ["format"] = "pt" });
        }

        private static void SetFirstColumn(float[] values, ParameterSlot matrix, float value)
        {
            for (long row = 0; row < matrix.Shape[0]; row++)
                values[matrix.Offset + row * matrix.Shape[1]] = value;
        }
    }
}
