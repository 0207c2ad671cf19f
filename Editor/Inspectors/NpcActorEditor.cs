#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Editor.Hooks;
using Repartee.Editor.Play;
using Repartee.Editor.Windows;
using Repartee.Unity;
using UnityEditor;
using UnityEngine.UIElements;

namespace Repartee.Editor.Inspectors
{
    /// <summary>Inspector of an actor: what its frozen file says, whether its training folder is one, and freezing.</summary>
    [CustomEditor(typeof(NpcActor))]
    internal sealed class NpcActorEditor : CheckedEditor
    {
        private readonly VisualElement facts = new VisualElement();
        private readonly FrozenFacts frozen = new FrozenFacts();
        private Button? freeze;

        private NpcActor Actor => (NpcActor)target;

        private static PlaySession Session => EditorEntry.Play.Session;

        protected override IEnumerable<NpcCheck> Check()
        {
            string folder = Actor.TrainingFolder;
            string? fault = folder.Trim().Length == 0
                ? null
                : ActorFiles.Fault(Path.GetFullPath(Path.Combine(EditorEntry.Project, folder)));
            return fault is null ? Actor.Check() : Actor.Check().Append(NpcCheck.Error(fault, Actor));
        }

        protected override void End(VisualElement root)
        {
            root.Add(facts);
            freeze = new Button(Freeze) { text = "Freeze as it talks now", tooltip = "While a play session trains this actor." };
            root.Add(freeze);
            root.Add(new Button(PlaySessionWindow.Open) { text = "Open the play session" });
            Session.Changed += Changed;
        }

        protected override void Changed()
        {
            facts.Clear();
            foreach (string line in frozen.Of(EditorScene.FrozenPath(Actor)))
                facts.Add(new Label(line));
            freeze!.SetEnabled(Session.IsLive && Actor.Trainer != null);
        }

        protected override void Close() => Session.Changed -= Changed;

        private void Freeze() => Session.Freeze(EditorScene.FrozenPath(Actor), EditorEntry.Play.View.FrozenType);
    }
}
