using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Dialogue;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;
using Repartee.Training.Actor;
using Repartee.Training.Export;

namespace Repartee.Player.Tests.Players
{
    /// <summary>The tavern's actor, frozen, and a script of what to say to it.</summary>
    internal sealed class FrozenTavern : IDisposable
    {
        private readonly TemporaryFolder _folder = new TemporaryFolder();

        public FrozenTavern(int prompts, int conversations)
        {
            ActorFolder actor = ActorFolder.Open(BuildPaths.TavernActor);
            foreach (GgufType type in Types)
                ActorExport.ToGguf(actor, this[type], type);
            IReadOnlyList<DialogueState> rows = DialogueDataset.Read(BuildPaths.TavernDialogues).Rows;
            using FrozenModel model = FrozenModel.Open(this[GgufType.F32]);
            int room = model.Config.ContextLength / 2;
            DialogueState[] chosen = Enumerable.Range(0, prompts + conversations)
                .Select(i => rows[i * rows.Count / (prompts + conversations)]).ToArray();
            File.WriteAllLines(
                Script,
                chosen.Take(prompts).Select(row => "ids " + string.Join(' ', model.Encoder.Encode(row, room).Ids.ToArray()))
                    .Concat(chosen.Skip(prompts).Select(row => $"say {row.Persona} | {row.Messages[^1].Content}")));
        }

        public static IReadOnlyList<GgufType> Types { get; } = new[] { GgufType.F32, GgufType.F16, GgufType.Q8_0 };

        public string Script => _folder["script.txt"];

        public string this[GgufType type] => _folder[$"{type}.gguf"];

        public void Dispose() => _folder.Dispose();
    }
}
