#nullable enable
using System;
using System.IO;
using Repartee.Conversation;
using Repartee.Frozen;
using Repartee.Prompting;

namespace Repartee.Sessions.Recordings
{
    /// <summary>
    /// Writes finished conversations into a file, to train from them later or to make a dataset of them. A file that is there is gone on
    /// with, as a further session; nothing in it is overwritten but a record that a crash left torn. A training session has one where
    /// <see cref="TrainingOptions.RecordingFile"/> is set. Thread-safe. Each conversation is handed to the operating system at once, so it
    /// outlives the process, but not a loss of power.
    /// </summary>
    public sealed class ConversationRecorder : ConversationSink, IDisposable
    {
        private readonly object gate = new object();
        private readonly Stream file;
        private readonly Action<Exception>? failed;
        private bool closed;

        /// <param name="file">At its end; owned from now on.</param>
        /// <param name="path">Its name.</param>
        /// <param name="cutBytes">What was cut off.</param>
        /// <param name="failed">As for <see cref="Open"/>.</param>
        internal ConversationRecorder(Stream file, string path, long cutBytes, Action<Exception>? failed)
        {
            this.file = file;
            this.failed = failed;
            Path = path;
            CutBytes = cutBytes;
        }

        /// <summary>The file, in full.</summary>
        public string Path { get; }

        /// <summary>Bytes of a torn record that were cut off the end of a file that was there. 0 for a whole one.</summary>
        public long CutBytes { get; }

        /// <summary>Conversations written.</summary>
        public long Recorded { get; private set; }

        /// <summary>Conversations that could not be written: all since <see cref="Error"/>.</summary>
        public long Lost { get; private set; }

        /// <summary>Why nothing more is written, such as a full disk; null while all is well. The game goes on.</summary>
        public Exception? Error { get; private set; }

        /// <summary>
        /// Records what is said with a frozen actor from now on, until the recorder is disposed: of conversations that begin later, each
        /// reply drawn by the actor's own sampling.
        /// </summary>
        /// <param name="actor">Its sampling must be the whole distribution: without top-k, top-p or a repetition penalty. The recorder must
        /// be disposed before it.</param>
        /// <param name="path">The file, new or a recording of an actor with the same tokenizer and chat template.</param>
        /// <param name="seed">The actor's, for the record.</param>
        /// <returns>The recorder; dispose it to close the file.</returns>
        /// <exception cref="ArgumentException">The actor samples from a part of the distribution, so that its log-probs are not those of
        /// its replies.</exception>
        /// <exception cref="InvalidDataException">The file is something else, or of another tokenizer or template.</exception>
        /// <exception cref="IOException">The file can't be written.</exception>
        public static ConversationRecorder Record(FrozenActor actor, string path, ulong seed = 1)
        {
            if (!actor.Sampling.IsLearnable)
            {
                throw new ArgumentException(
                    "Expected an actor that samples from the whole distribution, but found top-k, top-p or a repetition penalty: " +
                    "log-probs would " +
                    "not be those of its replies. Set FrozenActorOptions.Sampling to a temperature alone.", nameof(actor));
            }

            var recorder = Open(path, actor.Encoder, new RecordedSession
            {
                Actor = actor.Info.ContentHash ?? "",
                RunId = actor.Info.RunId,
                Seed = seed,
                Temperature = actor.Sampling.Temperature,
                Began = DateTimeOffset.UtcNow,
            });
            actor.RecordTo(recorder);
            return recorder;
        }

        /// <param name="path">The file; its folder is made.</param>
        /// <param name="encoder">The actor's; fills in the session's tokenizer and template.</param>
        /// <param name="session">What else is known.</param>
        /// <param name="failed">Hears once why no more is written, on the thread that handed over; null: nobody.</param>
        internal static ConversationRecorder Open(
            string path, PromptEncoder encoder, RecordedSession session, Action<Exception>? failed = null)
        {
            string full = System.IO.Path.GetFullPath(path);
            var known = session with { Tokenizer = TokenizerFingerprint.Of(encoder.Tokenizer), Template = encoder.Template.Name };
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
            var file = new FileStream(full, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1);
            try
            {
                long cut = 0;
                if (file.Length > 0)
                {
                    var there = Recording.Read(full);
                    Recording.RequireSame(full, there.Sessions, known.Tokenizer, known.Template);
                    cut = there.TornBytes;
                    file.SetLength(there.WholeBytes);
                    file.Seek(0, SeekOrigin.End);
                }

                byte[] begin = RecordingFormat.Session(known);
                file.Write(begin, 0, begin.Length);
                file.Flush();
                return new ConversationRecorder(file, full, cut, failed);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }

        /// <summary>Closes the file; what ends later is not recorded.</summary>
        public void Dispose()
        {
            lock (gate)
            {
                closed = true;
                file.Dispose();
            }
        }

        /// <inheritdoc/>
        internal override void Take(FinishedConversation conversation)
        {
            byte[] frame = RecordingFormat.Conversation(conversation);
            lock (gate)
            {
                if (closed)
                    return;
                if (Error != null || !TryWrite(frame))
                    Lost++;
                else
                    Recorded++;
            }
        }

        private bool TryWrite(byte[] frame)
        {
            try
            {
                file.Write(frame, 0, frame.Length);
                file.Flush();
                return true;
            }
            catch (Exception error) when (error is IOException || error is UnauthorizedAccessException)
            {
                Error = error;                                                  // the end may be torn: nothing behind it could be read
                failed?.Invoke(error);
                return false;
            }
        }
    }
}
