#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Frozen.Gguf;

namespace Repartee.Sessions
{
    /// <summary>
    /// NPCs that talk while they learn, wherever the trainer runs: on a thread of this process, or in a process of its own
    /// (TrainerProcess). Both answer alike, to the last bit on one machine's CPU. All members may be called from any
    /// thread; each conversation from one at a time.
    /// </summary>
    public interface ITrainingSession : IDialogueActor
    {
        /// <summary>Raised after each update, on a thread of the session: hand over to your own thread, and do not block.</summary>
        event Action<TrainingProgress>? UpdateCompleted;

        /// <summary>Raised when training pauses by itself, on a thread of the session: hand over to your own thread, and do not
        /// block.</summary>
        event Action<HealthStop>? HealthStopped;

        /// <summary>Which libtorch and device are in use.</summary>
        NativeBackendInfo Backend { get; }

        /// <summary>How much of the time training may compute, and whether at all: for the game to change while it runs.</summary>
        ITrainingPace Pace { get; }

        /// <summary>The last update's metrics; update 0 and no metrics before the first.</summary>
        TrainingProgress Progress { get; }

        /// <summary>Why training stopped by itself, or null. The actor keeps talking.</summary>
        Exception? Error { get; }

        /// <summary>Why training is paused because its health is in doubt (<see cref="TrainingOptions.Health"/>); null while it is not. The
        /// actor keeps talking.</summary>
        HealthStop? HealthStop { get; }

        /// <summary>Tokens the actor sampled since this session's start, evaluation included.</summary>
        long GeneratedTokens { get; }

        /// <summary>Finished conversations that were dropped because the trainer could not keep up.</summary>
        long DroppedConversations { get; }

        /// <summary>Full path of the run folder; null when nothing is written.</summary>
        string? RunPath { get; }

        /// <summary>Begins a conversation that nothing is learnt from, such as an evaluation.</summary>
        /// <param name="state">Persona and what was said before.</param>
        /// <param name="number">Decides its draws together with the session's seed: the same number, the same draws.</param>
        /// <returns>The conversation.</returns>
        NpcConversation BeginEvaluation(DialogueState state, long number);

        /// <summary>Begins a conversation with an NPC that has an adapter of its own on the backbone, which does not learn.</summary>
        /// <param name="state">Persona and what was said before.</param>
        /// <param name="voice">One of <see cref="TrainingOptions.Voices"/>.</param>
        /// <param name="number">Decides its draws together with the session's seed: the same number, the same draws.</param>
        /// <returns>The conversation. NPCs with voices answer in batches with each other, beside the others.</returns>
        /// <exception cref="ArgumentException">There is no such voice.</exception>
        NpcConversation BeginVoice(DialogueState state, string voice, long number);

        /// <summary>Lets many NPCs answer at once. On the CPU each reply depends on its own draws alone: reruns are alike.</summary>
        /// <param name="conversations">Each with a state whose last line is the player's.</param>
        /// <param name="options">As for a single reply; deadlines are not kept here.</param>
        /// <param name="cancellation">Gives all replies up: no conversation changes.</param>
        /// <returns>Replies in the given order.</returns>
        /// <exception cref="InvalidOperationException">A conversation is over, or does not wait for a reply; none changes.</exception>
        /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled, or the session stopped.</exception>
        Task<IReadOnlyList<NpcReply>> ReplyAllAsync(
            IReadOnlyList<NpcConversation> conversations, ReplyOptions? options = null, CancellationToken cancellation = default);

        /// <summary>Completes once this many updates are done, those before a resume included.</summary>
        /// <param name="update">Number of updates.</param>
        /// <param name="cancellation">Stops waiting; training goes on.</param>
        /// <returns>Progress at that moment or later.</returns>
        /// <exception cref="InvalidOperationException">Training stopped by an error, which is the inner exception; or it is paused, which is a
        /// <see cref="HealthStopException"/>.</exception>
        /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled, or the session stopped.</exception>
        Task<TrainingProgress> WaitForUpdateAsync(long update, CancellationToken cancellation = default);

        /// <summary>Writes a checkpoint into the run folder, between two updates: one that is running ends first.</summary>
        /// <returns>Full path of the checkpoint.</returns>
        /// <exception cref="InvalidOperationException">There is no run folder, or training stopped by an error.</exception>
        /// <exception cref="System.IO.IOException">The checkpoint cannot be written; training goes on.</exception>
        /// <exception cref="OperationCanceledException">The session stopped.</exception>
        Task<string> SaveCheckpointAsync();

        /// <summary>Goes on after a <see cref="HealthStop"/>.</summary>
        /// <param name="fromLastGood">From the weights, moments and KL coefficient of the last update after which all was well (default), or
        /// from the present ones. A session that is stopped while it is paused keeps the last good ones.</param>
        /// <returns>Completes when the trainer goes on and the actor has its weights.</returns>
        /// <exception cref="InvalidOperationException">Training is not paused by a health stop.</exception>
        /// <exception cref="OperationCanceledException">The session stopped.</exception>
        Task ContinueTrainingAsync(bool fromLastGood = true);

        /// <summary>
        /// Writes the actor as it talks now, adapter merged, into one GGUF file: between two steps of replies a copy of the weights is
        /// taken, and written while NPCs talk and learn on. On a GPU with bfloat16, the copy has that precision.
        /// </summary>
        /// <param name="path">The file; its folder must exist, an old file is replaced when the new one is whole.</param>
        /// <param name="type">F32, F16 or Q8_0.</param>
        /// <param name="options">What the file says about itself; null (default) for what the session knows.</param>
        /// <returns>What was written, and what to know about it.</returns>
        /// <exception cref="ArgumentException">The type is another one.</exception>
        /// <exception cref="System.IO.InvalidDataException">The actor cannot be said in a GGUF file, or a weight is not finite or too large
        /// for the type; the message says which.</exception>
        /// <exception cref="System.IO.IOException">The file cannot be written.</exception>
        /// <exception cref="ObjectDisposedException">The session is stopped.</exception>
        Task<ExportReport> FreezeAsync(string path, GgufType type, ExportOptions? options = null);

        /// <summary>
        /// Ends the trainer between two updates (one that is running is undone), writes a last checkpoint, and ends the actor. Bounded in
        /// time. Further calls return the same task.
        /// </summary>
        /// <returns>Completes when the session has ended.</returns>
        Task StopAsync();
    }
}
