#nullable enable
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Unity
{
    /// <summary>Trainer, else frozen actor, else scripted lines.</summary>
    internal static class VoiceChoice
    {
        /// <param name="wanted">The mode that was chosen.</param>
        /// <param name="actor">The actor; null for none.</param>
        /// <param name="failures">Speakers that are not asked again.</param>
        internal static Voice Choose(NpcMode wanted, NpcActor? actor, IReadOnlyList<SpeakerFailure> failures)
        {
            if (wanted == NpcMode.Scripted)
                return Voice.Scripted("The mode is Scripted: the persona's lines are said in turn. Choose Train or Frozen for an actor.");
            if (actor is null)
                return Voice.Scripted("There is no actor, so scripted lines are said. Assign one.");
            return wanted == NpcMode.Train ? Trainer(actor, failures) : Frozen(actor, failures, "", "");
        }

        private static Voice Trainer(NpcActor actor, IReadOnlyList<SpeakerFailure> failures)
        {
            if (actor.TrainerSpeaker is null)
            {
                string none = $"No trainer is attached to \"{actor.name}\"";
                return actor.DetachReason is null
                    ? Frozen(actor, failures, none, " Start a play session in the editor to train.")
                    : Frozen(actor, failures, $"{none} any more ({Fact(actor.DetachReason)})", " Start a play session to go on training.");
            }

            string? failed = FailureOf(actor.TrainerSpeaker, failures);
            return failed is null
                ? Voice.Of(actor.TrainerSpeaker, $"A trainer is attached to \"{actor.name}\": it learns from what is said.")
                : Frozen(
                    actor, failures, $"The trainer of \"{actor.name}\" failed ({Fact(failed)})",
                    " Start the play session again to go on training.");
        }

        private static Voice Frozen(NpcActor actor, IReadOnlyList<SpeakerFailure> failures, string why, string remedy)
        {
            string it = $"{(why.Length == 0 ? "The" : "the")} frozen actor \"{actor.FrozenFile}\"";
            string? fault = actor.FrozenFault ?? (actor.FrozenSpeaker is null ? null : FailureOf(actor.FrozenSpeaker, failures));
            if (fault != null)
                return Voice.Scripted(
                    $"{Then(why, ", and ")}{it} does not speak ({Fact(fault)}), so scripted lines are said." +
                    (remedy.Length > 0 ? remedy : " Freeze a checkpoint into StreamingAssets, or choose another file."));
            return actor.FrozenSpeaker is null
                ? Voice.Coming($"{Then(why, ", and ")}{it} is being loaded: lines wait for it.{remedy}")
                : Voice.Of(actor.FrozenSpeaker, $"{Then(why, ", so ")}{it} speaks.{remedy}");
        }

        private static string? FailureOf(Speaker speaker, IReadOnlyList<SpeakerFailure> failures) =>
            failures.LastOrDefault(failure => failure.Speaker == speaker)?.Error.Message;

        private static string Then(string why, string link) => why.Length == 0 ? "" : why + link;

        private static string Fact(string message) => message.TrimEnd('.', ' ');
    }
}
