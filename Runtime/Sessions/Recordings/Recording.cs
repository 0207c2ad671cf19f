#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Prompting;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Recordings
{
    /// <summary>Conversations as they were played, read back from a file that a <see cref="ConversationRecorder"/> wrote.
    /// Immutable.</summary>
    public sealed class Recording
    {
        private Recording(
            string path, List<RecordedSession> sessions, List<RecordedConversation> conversations, long wholeBytes, long tornBytes)
        {
            Path = path;
            Sessions = sessions;
            Conversations = conversations;
            WholeBytes = wholeBytes;
            TornBytes = tornBytes;
        }

        /// <summary>The file, in full.</summary>
        public string Path { get; }

        /// <summary>The sessions that wrote into it, oldest first; at least one.</summary>
        public IReadOnlyList<RecordedSession> Sessions { get; }

        /// <summary>The conversations, oldest first; may be empty.</summary>
        public IReadOnlyList<RecordedConversation> Conversations { get; }

        /// <summary>Bytes at the file's end that are no whole record and were left out: a process died while it wrote. 0 for a whole
        /// file.</summary>
        public long TornBytes { get; }

        /// <summary>Bytes up to there.</summary>
        internal long WholeBytes { get; }

        /// <summary>Reads a file, which is not trusted. It may still be growing.</summary>
        /// <param name="path">The file.</param>
        /// <returns>All whole records.</returns>
        /// <exception cref="InvalidDataException">It is no recording, of another format, or damaged; the message says what was
        /// found.</exception>
        /// <exception cref="IOException">It is missing or cannot be read.</exception>
        public static Recording Read(string path)
        {
            string full = System.IO.Path.GetFullPath(path);
            using var stream = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
            using var reader = new BinaryReader(stream);
            var sessions = new List<RecordedSession>();
            var conversations = new List<RecordedConversation>();
            long whole = 0;
            while (RecordFrame.Read(reader) is byte[] record)
            {
                try
                {
                    var (session, played) = RecordingFormat.Read(record, isFirst: sessions.Count == 0);
                    if (session != null)
                        sessions.Add(session);
                    else
                        conversations.Add(new RecordedConversation(sessions[sessions.Count - 1], played!));
                }
                catch (InvalidDataException error)
                {
                    throw new InvalidDataException(
                        $"{full}, byte {whole}: expected a session or a conversation of a recording in format {RecordingFormat.Version}, " +
                        "but found " +
                        $"{error.Message} Name a file that a recorder wrote, and that nobody changed.", error);
                }

                whole = stream.Position;
            }

            if (sessions.Count == 0)
            {
                throw new InvalidDataException(
                    $"{full}: expected a recording, but found {(stream.Length == 0 ? "an empty file" : "no whole record in it")}. " +
                    "Name a file that a recorder wrote.");
            }

            return new Recording(full, sessions, conversations, whole, stream.Length - whole);
        }

        /// <summary>Throws unless an actor reads its tokens and its chat template as they were recorded.</summary>
        /// <param name="encoder">The actor's.</param>
        /// <exception cref="InvalidDataException">Another tokenizer or chat template was recorded, or tokens that it does not
        /// have.</exception>
        public void RequireReadableBy(PromptEncoder encoder)
        {
            RequireSame(Path, Sessions, TokenizerFingerprint.Of(encoder.Tokenizer), encoder.Template.Name);
            int most = encoder.Tokenizer.VocabularySize;
            foreach (var conversation in Conversations)
            {
                int wrong = conversation.Played.Tokens.FirstOrDefault(token => token < 0 || token >= most);
                if (wrong != 0)
                    throw new InvalidDataException(
                        $"{Path}: expected tokens from 0 to {most - 1}, but found {wrong}. The file is damaged: leave it out.");
            }
        }

        internal static void RequireSame(string path, IEnumerable<RecordedSession> sessions, string tokenizer, string template)
        {
            foreach (var session in sessions)
            {
                if (session.Tokenizer != tokenizer)
                {
                    throw new InvalidDataException(
                        $"{path}: expected a recording of an actor with the tokenizer {tokenizer}, but found one with " +
                        $"{session.Tokenizer}: its tokens " +
                        "mean something else. Name the actor that was recorded, or one trained from it; or another recording.");
                }

                if (session.Template != template)
                {
                    throw new InvalidDataException(
                        $"{path}: expected a recording in the chat template \"{template}\", but found \"{session.Template}\". Choose " +
                        "that template, or " +
                        "another recording.");
                }
            }
        }
    }
}
