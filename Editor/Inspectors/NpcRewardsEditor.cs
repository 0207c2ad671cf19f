#nullable enable
using System.Collections.Generic;
using Repartee.Unity;
using UnityEditor;
using UnityEngine.UIElements;

namespace Repartee.Editor.Inspectors
{
    /// <summary>Inspector of rewards, with a place to try a reply out.</summary>
    [CustomEditor(typeof(NpcRewards), true)]
    internal sealed class NpcRewardsEditor : CheckedEditor
    {
        private readonly TextField player = new TextField("Player");
        private readonly TextField solution = new TextField("Solution");
        private readonly TextField reply = new TextField("Reply");
        private readonly VisualElement scores = new VisualElement();

        private NpcRewards Rewards => (NpcRewards)target;

        protected override IEnumerable<NpcCheck> Check() => Rewards.Check();

        protected override void End(VisualElement root)
        {
            var tryOut = new Foldout { text = "Try a reply", value = true };
            foreach (TextField field in new[] { player, solution, reply })
            {
                field.RegisterValueChangedCallback(_ => Changed());
                tryOut.Add(field);
            }

            tryOut.Add(scores);
            root.Add(tryOut);
        }

        protected override void Changed()
        {
            scores.Clear();
            if (reply.value.Length == 0) return;
            foreach (string line in RewardTryOut.Lines(Rewards.Build, player.value, solution.value, reply.value))
                scores.Add(new Label(line));
        }
    }
}
