#nullable enable
using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Dialogue;

namespace Repartee.Unity
{
    /// <summary>One dialogue, whoever speaks: it moves from speaker to speaker with all that was said. Main thread.</summary>
    internal sealed class Talk
    {
        private DialogueState state;
        private NpcConversation? conversation;
        private PendingReply? pending;
        private PendingReply? givenUp;
        private string heard = "";
        private bool hasReplied;

        internal Talk(DialogueState state) => this.state = state;

        /// <summary>What was said so far.</summary>
        internal DialogueState State => conversation is null ? state : conversation.State;

        /// <summary>Whose conversation is open; null for none.</summary>
        internal Speaker? Speaker { get; private set; }

        /// <summary>Whether a reply was asked for and not yet looked at to its end.</summary>
        internal bool IsAsking => pending != null;

        /// <summary>Whether a reply that was given up is still in the making: the conversation takes no line before its end.</summary>
        internal bool IsGivingUp => givenUp != null && !givenUp.IsDone;

        /// <summary>What was said of the reply in the making.</summary>
        internal string Heard => heard;

        /// <summary>Whether it is the player's turn.</summary>
        internal bool NpcSpokeLast => State.Messages.LastOrDefault()?.Role == DialogueRole.Assistant;

        /// <summary>Asks for a reply. The dialogue moves over where another one spoke before.</summary>
        /// <exception cref="Exception">Whatever the speaker throws.</exception>
        internal void Ask(Speaker speaker, Line line, TimeSpan? deadline, string? fallback)
        {
            if (Speaker != speaker)
            {
                Leave(complete: false);
                conversation = speaker.Actor.BeginConversation(state);
                Speaker = speaker;
            }

            heard = "";
            givenUp = null;
            var options = new ReplyOptions
            {
                Sampling = speaker.Sampling,
                Deadline = deadline,
                Fallback = fallback,
                Solutions = line.Solutions,
                Tags = line.Tags,
            };
            pending = line.Text is null ? conversation!.Ask(options) : conversation!.Ask(line.Text, options);
        }

        /// <summary>Looks after the reply. Allocates nothing while nothing new was said.</summary>
        /// <param name="piece">What is new, empty for nothing.</param>
        /// <param name="reply">The reply, once it is whole.</param>
        /// <returns>Why there will be none; null while there may be, and once there is.</returns>
        internal Exception? Listen(out string piece, out NpcReply? reply)
        {
            PendingReply asked = pending!;
            bool done = asked.IsDone;                                           // before the text, which is whole then
            Exception? error = done ? asked.Error : null;
            reply = done && error is null ? asked.Reply : null;
            string text = asked.Text;
            bool more = error is null && reply?.IsFallback != true && text.Length > heard.Length;
            piece = more ? text.Substring(heard.Length) : "";
            if (more || reply != null) heard = text;
            if (done) pending = null;
            hasReplied |= reply != null;
            return error;
        }

        /// <summary>Gives the reply in the making up; the line was never said.</summary>
        internal void GiveUp()
        {
            if (pending is null) return;
            pending.Cancel();
            givenUp = pending;
            pending = null;
        }

        /// <summary>Takes a line that nobody had to compute into the dialogue.</summary>
        internal void Say(Line line, string text)
        {
            Leave(complete: false);
            if (line.Text != null) state = state.With(DialogueMessage.FromUser(line.Text));
            if (line.Tags != null) state = state.WithTags(line.Tags);
            state = state.With(DialogueMessage.FromAssistant(text));
            hasReplied = true;
        }

        /// <summary>Adds to the reward of the last reply. Where nobody learns from it, nothing happens.</summary>
        internal void AddReward(string name, double value)
        {
            if (double.IsNaN(value) || double.IsInfinity(value))
                throw new ArgumentException(
                    $"Reward \"{name}\": expected a finite number, but found {value}. Check the game code that computes it.",
                    nameof(value));
            if (!hasReplied)
                throw new InvalidOperationException(
                    $"Reward \"{name}\": expected a reply to reward, but the NPC has not answered yet. Wait for the reply first.");
            conversation?.AddReward(name, value);
        }

        /// <summary>Hands the conversation to whoever spoke, with a reply in the making given up; the dialogue can go on with another
        /// speaker.</summary>
        /// <param name="complete">Whether it reached its end, rather than being broken off.</param>
        internal void Leave(bool complete)
        {
            if (conversation is null) return;
            GiveUp();
            state = conversation.State;
            NpcConversation left = conversation;
            if (IsGivingUp)
                givenUp!.Completion.ContinueWith(
                    _ => Hand(left, complete), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            else
                Hand(left, complete);
            conversation = null;
            Speaker = null;
            givenUp = null;
        }

        private static void Hand(NpcConversation left, bool complete)
        {
            try
            {
                if (complete)
                    left.Complete();
                else
                    left.Interrupt();
            }
            catch (Exception)
            {
                // Whoever would learn from it is gone, and its session has told why.
            }
        }
    }
}
