#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Dialogue;
using UnityEngine;
using UnityEngine.Events;

namespace Repartee.Unity
{
    /// <summary>
    /// An NPC that talks. Say a line to it, and it answers through events, a few frames later: by the actor in training, else by the
    /// frozen actor, else by a scripted line, as <see cref="ActiveMode"/> and <see cref="ActiveModeReason"/> tell. All members belong to
    /// the main thread, and all events are raised there, in Update.
    /// </summary>
    [AddComponentMenu("Repartee/NPC Dialogue")]
    [HelpURL(NpcHelp.Url)]
    public sealed partial class NpcDialogue : MonoBehaviour
    {
        [SerializeField]
        [Tooltip("The model that speaks; NPCs may share it.")]
        private NpcActor? actor;

        [SerializeField]
        [Tooltip("Who the NPC is.")]
        private NpcPersona? persona;

        [SerializeField]
        [Tooltip("What good replies are. Only read in training; the same for all NPCs of an actor.")]
        private NpcRewards? rewards;

        [SerializeField]
        [Tooltip("Train, else frozen, else scripted: what is not possible falls back to the next.")]
        private NpcMode mode = NpcMode.Train;

        [SerializeField]
        [Min(0)]
        [Tooltip("The longest wait for a reply, in seconds; then a scripted line is said. 0: no limit.")]
        private float deadlineSeconds = 10;

        [SerializeField]
        [Tooltip("Each new piece of the reply, as soon as it is said.")]
        private UnityEvent<string> onToken = new UnityEvent<string>();

        [SerializeField]
        [Tooltip("The whole reply.")]
        private UnityEvent<string> onReply = new UnityEvent<string>();

        [SerializeField]
        [Tooltip("What went wrong and what happens now. The NPC goes on talking if anybody can.")]
        private UnityEvent<string> onError = new UnityEvent<string>();

        /// <summary>Raised with each new piece of a reply, in whole characters. After an error the reply begins again: clear what was
        /// shown, or show <see cref="ReplyText"/> instead.</summary>
        public event Action<string>? TokenReceived;

        /// <summary>Raised with the whole reply, scripted ones included; the next line may be said from here.</summary>
        public event Action<string>? ReplyReceived;

        /// <summary>Raised once for each thing that goes wrong, with what happens now; the inner exception is the cause.</summary>
        public event Action<Exception>? ErrorRaised;

        /// <summary>Raised when <see cref="ActiveMode"/> or its reason changes.</summary>
        public event Action? ActiveModeChanged;

        /// <summary>The model that speaks.</summary>
        public NpcActor? Actor
        {
            get => actor;
            set
            {
                actor = value;
                Choose();
            }
        }

        /// <summary>Who the NPC is. Conversations that begin later take a new one.</summary>
        public NpcPersona? Persona { get => persona; set => persona = value; }

        /// <summary>What good replies are; read when a play session starts.</summary>
        public NpcRewards? Rewards { get => rewards; set => rewards = value; }

        /// <summary>Who should speak. Default <see cref="NpcMode.Train"/>, which falls back by itself.</summary>
        public NpcMode Mode
        {
            get => mode;
            set
            {
                mode = value;
                Choose();
            }
        }

        /// <summary>Longest wait for a reply in seconds, the loading of the actor included; 0: no limit. Default 10.</summary>
        public float DeadlineSeconds { get => deadlineSeconds; set => deadlineSeconds = value; }

        /// <summary>As <see cref="TokenReceived"/>, for the inspector.</summary>
        public UnityEvent<string> OnToken => onToken;

        /// <summary>As <see cref="ReplyReceived"/>, for the inspector.</summary>
        public UnityEvent<string> OnReply => onReply;

        /// <summary>As <see cref="ErrorRaised"/>, for the inspector: the message.</summary>
        public UnityEvent<string> OnError => onError;

        /// <summary>Who speaks now.</summary>
        public NpcMode ActiveMode => voice.Mode;

        /// <summary>Why, and what to do for another mode.</summary>
        public string ActiveModeReason => voice.Reason;

        /// <summary>Who said the last reply.</summary>
        public NpcMode LastReplyMode { get; private set; }

        /// <summary>Whether the NPC is about to answer: it takes the next line when this is false.</summary>
        public bool IsReplying { get; private set; }

        /// <summary>The reply so far, or the last one. Empty at first, and after an error.</summary>
        public string ReplyText => talk.IsAsking ? talk.Heard : replyText;

        /// <summary>The dialogue so far, without a line that is being answered.</summary>
        public DialogueState State => talk.State;

        /// <summary>Says a line to the NPC.</summary>
        /// <param name="playerLine">What the player says.</param>
        /// <exception cref="InvalidOperationException">It is still answering, or the component is disabled.</exception>
        public void Say(string playerLine) => Say(playerLine, null, null);

        /// <summary>Says a line to the NPC, with what is known of good answers.</summary>
        /// <param name="playerLine">What the player says.</param>
        /// <param name="solutions">Good answers, any of which is right, for the reward for edit distance; null: the persona's.</param>
        /// <param name="tags">Labels of this line and those after it, for rewards that read words from a tag; null: as before.</param>
        /// <exception cref="ArgumentException">A solution is blank.</exception>
        /// <exception cref="InvalidOperationException">It is still answering, or the component is disabled.</exception>
        public void Say(string playerLine, IReadOnlyList<string>? solutions, IReadOnlyDictionary<string, string>? tags = null)
        {
            if (playerLine is null) throw new ArgumentNullException(nameof(playerLine));
            if (solutions != null && solutions.Any(string.IsNullOrWhiteSpace))
                throw new ArgumentException(
                    "Expected every solution to hold text, but found a blank one. Leave it out.", nameof(solutions));
            RequireIdle();
            if (State.RawContext != null && State.Messages.Count == 0)
                throw new InvalidOperationException(
                    "Expected the NPC to speak first, because a raw context ends where its reply begins. Call Speak().");
            Answer(playerLine, solutions, tags);
        }

        /// <summary>Lets the NPC speak first, or answer a state whose last line is the player's.</summary>
        /// <exception cref="InvalidOperationException">It spoke last or is still answering, or the component is disabled.</exception>
        public void Speak()
        {
            RequireIdle();
            if (talk.NpcSpokeLast)
                throw new InvalidOperationException("Expected a line of the player, because the NPC spoke last. Call Say(playerLine).");
            Answer(null, null, null);
        }

        /// <summary>Gives the reply in the making up: the player's line was never said, and the next one may be. Nothing happens when there
        /// is none.</summary>
        public void CancelReply()
        {
            talk.GiveUp();
            IsReplying = false;
            failure = null;
            replyText = "";
        }

        /// <summary>Adds to the reward of the last reply, under the name "game". Where nobody learns from it, nothing happens.</summary>
        /// <param name="value">Any finite number; the rules' total is 0 to 1 before penalties.</param>
        public void AddReward(float value) => AddReward("game", value);

        /// <summary>Adds to the reward of the last reply. Where nobody learns from it, nothing happens.</summary>
        /// <param name="name">Term under which it is logged, such as "quest_taken".</param>
        /// <param name="value">Any finite number; the rules' total is 0 to 1 before penalties.</param>
        /// <exception cref="ArgumentException">The value is NaN or infinite.</exception>
        /// <exception cref="InvalidOperationException">There is no reply yet, or the next one is in the making.</exception>
        public void AddReward(string name, float value) => talk.AddReward(name, value);

        /// <summary>The conversation reached its end, such as a quest taken or refused: nothing comes after the last reply. The next line
        /// begins another one. A reply in the making is given up.</summary>
        public void EndEpisode() => End(complete: true);

        /// <summary>The conversation was broken off, such as by a player who walks away: learning assumes that it might have gone on. The
        /// next line begins another one. A reply in the making is given up.</summary>
        public void EpisodeInterrupted() => End(complete: false);

        /// <summary>Begins a conversation from a given state, such as a saved one; the one before is interrupted.</summary>
        /// <param name="state">Persona, and what was said.</param>
        public void BeginConversation(DialogueState state)
        {
            if (state is null) throw new ArgumentNullException(nameof(state));
            End(complete: false);
            talk = new Talk(state);
        }

        /// <summary>Looks for what will not work, in the component and its assets.</summary>
        /// <returns>What was found, empty where all is well.</returns>
        public IReadOnlyList<NpcCheck> Check() => NpcChecks.Of(this);
    }
}
