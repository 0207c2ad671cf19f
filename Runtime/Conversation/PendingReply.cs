#nullable enable
using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Repartee.Conversation
{
    /// <summary>
    /// A reply that is on its way, for a game loop that looks at it each frame: <see cref="Text"/> for the speech bubble, until
    /// <see cref="IsDone"/>. All members return at once and may be called from any thread.
    /// </summary>
    public sealed class PendingReply
    {
        private readonly object gate = new object();
        private readonly StringBuilder heard = new StringBuilder();
        private readonly Action<string>? onText;
        private readonly CancellationTokenSource giveUp;
        private Task<NpcReply> answer = new TaskCompletionSource<NpcReply>().Task;               // until Begin
        private string? text = "";
        private Exception? error;

        internal PendingReply(Action<string>? onText, CancellationToken cancellation)
        {
            this.onText = onText;
            giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        }

        /// <summary>Whether there is a <see cref="Reply"/> or an <see cref="Error"/>; the conversation takes the next line then.</summary>
        public bool IsDone => answer.IsCompleted;

        /// <summary>Completes once the reply <see cref="IsDone"/>, whatever came of it; it never fails. What waits for it goes on where the
        /// reply was finished, perhaps on the actor's thread.</summary>
        public Task Completion => answer.ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        /// <summary>What the NPC has said so far, in whole characters; once it is done, its line or the fallback. Empty at first. After an
        /// error: what was said until then, which is no part of the dialogue.</summary>
        public string Text => answer.Status == TaskStatus.RanToCompletion ? answer.Result.Text : SoFar();

        /// <summary>The reply, now part of <see cref="NpcConversation.State"/>.</summary>
        /// <exception cref="InvalidOperationException">It is not done yet.</exception>
        /// <exception cref="TimeoutException">The deadline passed and there is no fallback.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled, or the actor stopped.</exception>
        public NpcReply Reply => IsDone
            ? answer.GetAwaiter().GetResult()
            : throw new InvalidOperationException("Expected a finished reply, but it is still being made. Wait until PendingReply.IsDone.");

        /// <summary>Why there is no reply; null while it is being made, and when there is one.</summary>
        public Exception? Error => answer.IsFaulted || answer.IsCanceled ? error ??= Thrown() : null;

        /// <summary>Gives the reply up: the player's line is taken back and may be said again once <see cref="IsDone"/>. Nothing happens
        /// when it is done.</summary>
        public void Cancel()
        {
            try
            {
                giveUp.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It is done, perhaps since a moment ago on another thread.
            }
        }

        /// <summary>Starts the reply, which hears text and gives up as it is told.</summary>
        internal void Begin(Func<Action<string>, CancellationToken, Task<NpcReply>> ask)
        {
            try
            {
                answer = AwaitAsync(ask(Hear, giveUp.Token));
            }
            catch
            {
                giveUp.Dispose();
                throw;
            }
        }

        private async Task<NpcReply> AwaitAsync(Task<NpcReply> asked)
        {
            using (giveUp)
                return await new InlineAwait<NpcReply>(asked);
        }

        private void Hear(string piece)
        {
            lock (gate)
            {
                heard.Append(piece);
                text = null;
            }

            onText?.Invoke(piece);
        }

        private string SoFar()
        {
            lock (gate)
                return text ??= heard.ToString();
        }

        private Exception Thrown()
        {
            try
            {
                answer.GetAwaiter().GetResult();
            }
            catch (Exception thrown)
            {
                return thrown;
            }

            throw new InvalidOperationException("A task that failed told no reason.");
        }
    }
}
