#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Dialogue;
using UnityEngine;

namespace Repartee.Unity
{
    /// <summary>The engine's messages, and the way of a line: asked, looked after each frame, passed on where a speaker fails.</summary>
    public sealed partial class NpcDialogue
    {
        [NonSerialized]
        private readonly List<SpeakerFailure> failures = new List<SpeakerFailure>();

        [NonSerialized]
        private Talk talk = new Talk(DialogueState.Begin(""));

        [NonSerialized]
        private Voice voice = Disabled;

        [NonSerialized]
        private NpcActor? followed;

        [NonSerialized]
        private bool holdsFrozen;

        [NonSerialized]
        private bool running;

        [NonSerialized]
        private Line line;

        [NonSerialized]
        private double saidAt;

        [NonSerialized]
        private Speaker? asked;

        [NonSerialized]
        private Exception? failure;

        [NonSerialized]
        private string replyText = "";

        [NonSerialized]
        private int scriptedCount;

        private static Voice Disabled => Voice.Scripted("The component is not running. Enable it in play mode.");

        private IReadOnlyList<string> ScriptedLines => persona == null ? Array.Empty<string>() : persona.ScriptedLines;

        private void OnEnable()
        {
            // With domain reload off, fields are as the last play left them.
            failures.Clear();
            talk = new Talk(FirstState());
            (IsReplying, failure, asked, replyText, scriptedCount) = (false, null, null, "", 0);
            LastReplyMode = NpcMode.Scripted;
            running = true;
            Choose();
        }

        private void OnDisable()
        {
            End(complete: false);
            running = false;
            Follow(null);
            Become(Disabled);
        }

        private void OnValidate() => Choose();

        private void Update()
        {
            followed?.Poll();
            if (IsReplying) Advance();
        }

        private void Answer(string? playerLine, IReadOnlyList<string>? solutions, IReadOnlyDictionary<string, string>? tags)
        {
            if (solutions is null && persona != null && persona.Solutions.Count > 0) solutions = persona.Solutions;
            line = new Line(playerLine, solutions, tags);
            saidAt = Time.realtimeSinceStartupAsDouble;
            replyText = "";
            IsReplying = true;
            if (voice.Speaker != null && !talk.IsGivingUp) Ask(voice.Speaker);
        }

        /// <summary>What goes wrong here is told in Update, like all else.</summary>
        private void Ask(Speaker speaker)
        {
            asked = speaker;
            try
            {
                TimeSpan? deadline = deadlineSeconds > 0 ? TimeSpan.FromSeconds(Remaining()) : default(TimeSpan?);
                talk.Ask(speaker, line, deadline, NextScripted());
            }
            catch (Exception problem)
            {
                failure = problem;
            }
        }

        private void Advance()
        {
            if (failure is null && talk.IsAsking) Listen();
            if (failure != null) Report();
            if (IsReplying && failure is null && !talk.IsAsking) Continue();
        }

        private void Listen()
        {
            failure = talk.Listen(out string piece, out NpcReply? reply);
            if (piece.Length > 0)
            {
                if (reply != null) replyText = reply.Text;
                onToken.Invoke(piece);
                TokenReceived?.Invoke(piece);
            }

            if (reply is null || !IsReplying) return;                           // a listener may have given up
            if (reply.IsFallback) scriptedCount++;
            Finish(reply.Text, reply.IsFallback ? NpcMode.Scripted : asked!.Mode);
        }

        /// <summary>Nobody is asked yet: lines wait for an actor that is being loaded, or for one that has to give a reply up.</summary>
        private void Continue()
        {
            bool late = deadlineSeconds > 0 && Remaining() <= 0;
            if (!late && (voice.IsComing || talk.IsGivingUp)) return;
            if (!late && voice.Speaker != null)
                Ask(voice.Speaker);
            else
                SayScripted();
        }

        private void SayScripted()
        {
            string? text = NextScripted();
            if (text is null)
            {
                IsReplying = false;
                Raise(new InvalidOperationException(
                    $"\"{name}\" cannot answer: its persona has no scripted line. {voice.Reason} Add a line to Scripted Lines."));
                return;
            }

            talk.Say(line, text);
            scriptedCount++;
            Finish(text, NpcMode.Scripted);
        }

        private void Finish(string text, NpcMode by)
        {
            replyText = text;
            LastReplyMode = by;
            IsReplying = false;
            onReply.Invoke(text);
            ReplyReceived?.Invoke(text);
        }

        private void Report()
        {
            Exception error = failure!;
            failure = null;
            replyText = "";
            if (error is TimeoutException && deadlineSeconds > 0 && NextScripted() is null)
            {
                IsReplying = false;
                Raise(new TimeoutException(
                    FormattableString.Invariant($"\"{name}\" had no reply within {deadlineSeconds} s") +
                    " and its persona has no scripted line. Allow more time in Deadline Seconds, or add a line to Scripted Lines.", error));
                return;
            }

            failures.Add(new SpeakerFailure(asked!, error));
            Choose();
            Raise(new InvalidOperationException($"\"{name}\" could not answer through its actor. {voice.Reason}", error));
        }

        private void Raise(Exception error)
        {
            Debug.LogWarning(error.Message, this);
            onError.Invoke(error.Message);
            ErrorRaised?.Invoke(error);
        }

        private void End(bool complete)
        {
            CancelReply();
            talk.Leave(complete);
            talk = new Talk(FirstState());
        }

        private DialogueState FirstState() => persona == null ? DialogueState.Begin("") : persona.Begin();

        private double Remaining() => Math.Max(0, deadlineSeconds - (Time.realtimeSinceStartupAsDouble - saidAt));

        private string? NextScripted()
        {
            IReadOnlyList<string> lines = ScriptedLines;
            return lines.Count == 0 ? null : lines[scriptedCount % lines.Count];
        }

        private void Choose()
        {
            if (!running) return;
            Follow(actor == null ? null : actor);
            if (mode != NpcMode.Scripted && followed != null && !holdsFrozen && !IsTrained(followed))
            {
                holdsFrozen = true;
                followed.Acquire();
            }

            Become(VoiceChoice.Choose(mode, followed, failures));
            if (!IsReplying && talk.Speaker?.Mode == NpcMode.Train && talk.Speaker != voice.Speaker)
                talk.Leave(complete: false);                                    // while the trainer is still there to learn from it
        }

        private bool IsTrained(NpcActor by) =>
            mode == NpcMode.Train && by.TrainerSpeaker != null && failures.All(failed => failed.Speaker != by.TrainerSpeaker);

        private void Become(Voice next)
        {
            bool same = next.Mode == voice.Mode && next.Reason == voice.Reason;
            voice = next;
            if (!same) ActiveModeChanged?.Invoke();
        }

        private void Follow(NpcActor? next)
        {
            if (ReferenceEquals(followed, next)) return;
            if (!(followed is null))
            {
                followed.Changed -= Choose;
                if (holdsFrozen) followed.Release();
            }

            holdsFrozen = false;
            followed = next;
            if (!(next is null)) next.Changed += Choose;
        }

        private void RequireIdle()
        {
            if (!running)
                throw new InvalidOperationException($"Expected an enabled component, but \"{name}\" is disabled. Enable it in play mode.");
            if (IsReplying)
                throw new InvalidOperationException(
                    $"Expected one line at a time, but \"{name}\" is still answering. Wait for the reply, or call CancelReply().");
        }
    }
}
