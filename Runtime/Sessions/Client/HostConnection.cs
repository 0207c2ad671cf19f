#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Rewards;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Client
{
    /// <summary>
    /// One life of a trainer's process. It is not trusted: what it says is checked, memory is bounded, and a process that is silent, speaks
    /// another version or no sense is ended, with a reason. Thread-safe.
    /// </summary>
    internal sealed class HostConnection
    {
        private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

        private readonly IHostChannel channel;
        private readonly IHostListener listener;
        private readonly TimeProvider clock;
        private readonly TimeSpan silence;
        private readonly byte[] startMessage;
        private readonly FrameSender sender;
        private readonly PendingAnswers answers = new PendingAnswers();
        private readonly PendingRequests requests = new PendingRequests();
        private readonly TaskCompletionSource<ReadyMessage> ready = NewSource<ReadyMessage>();
        private readonly TaskCompletionSource<bool> ended = NewSource<bool>();
        private readonly Thread reading;
        private readonly ITimer watch;
        private long heard;
        private long ticked;
        private int lost;

        /// <param name="channel">Owned from now on.</param>
        /// <param name="listener">Hears what the process says by itself.</param>
        /// <param name="clock">For its silence.</param>
        /// <param name="silence">Longest.</param>
        /// <param name="startMessage">Said once it has greeted.</param>
        internal HostConnection(IHostChannel channel, IHostListener listener, TimeProvider clock, TimeSpan silence, byte[] startMessage)
        {
            this.channel = channel;
            this.listener = listener;
            this.clock = clock;
            this.silence = silence;
            this.startMessage = startMessage;
            heard = ticked = clock.GetTimestamp();
            sender = new FrameSender(
                channel.Input, "Repartee trainer client, sending",
                error => Lose("it takes no more messages: " + error.Message, runs: false));
            reading = new Thread(Read) { IsBackground = true, Name = "Repartee trainer client" };
            watch = clock.CreateTimer(_ => Watch(), null, Tick, Tick);          // before anything is heard
            reading.Start();
        }

        /// <summary>Completes once the session runs; fails when it can not start.</summary>
        internal Task<ReadyMessage> Ready => ready.Task;

        /// <summary>Why it was lost; null while it was not.</summary>
        internal TrainerProcessException? LostBy { get; private set; }

        internal bool Post(byte[] message)
        {
            if (sender.Post(message))
                return true;
            if (Volatile.Read(ref lost) == 0)
                Lose($"it leaves more than {TrainerProtocol.MostWaiting >> 20} MiB of messages unread", elsewhere: true);
            return false;
        }

        /// <returns>Completes when the reply has ended.</returns>
        internal Task Expect(long id, GenerationJob job) => answers.Add(id, job);

        /// <summary>Nobody waits for a reply any more.</summary>
        internal void GiveUp(long id) => Post(Message(MessageKind.Cancel, id));

        /// <returns>Completes with a reader at the result.</returns>
        internal Task<PackReader> Request(long id, byte[] message)
        {
            var result = requests.Add(id);
            Post(message);
            return result;
        }

        /// <summary>Ends the session and the process, by force where it takes too long.</summary>
        /// <returns>Whether it ended by itself.</returns>
        internal async Task<bool> StopAsync(TimeSpan limit)
        {
            if (Interlocked.Exchange(ref lost, 1) != 0)
                return false;                                                   // it is gone already
            sender.Post(Message(MessageKind.Stop));
            using var timer = clock.CreateTimer(_ => ended.TrySetResult(false), null, limit, Timeout.InfiniteTimeSpan);
            bool willing = await ended.Task.ConfigureAwait(false);
            End(new OperationCanceledException("The session stopped."));
            if (!willing || !channel.WaitForExit(TimeSpan.FromSeconds(10)))
                channel.Kill();
            channel.WaitForExit(TimeSpan.FromSeconds(10));
            reading.Join(TimeSpan.FromSeconds(10));
            channel.Dispose();
            return willing;
        }

        internal static byte[] Message(MessageKind kind, long id = 0)
        {
            var writer = new PackWriter();
            writer.WriteArrayHeader(2);
            writer.Write((int)kind);
            writer.Write(id);
            return writer.ToArray();
        }

        private static TaskCompletionSource<T> NewSource<T>() =>
            new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);

        private void Read()
        {
            try
            {
                var frames = new FrameReader(channel.Output);
                if (!(frames.Read() is byte[] hello))
                {
                    Lose("it ended before it said anything", runs: false);
                    return;
                }

                Greet(hello);
                while (frames.Read() is byte[] message)
                {
                    Volatile.Write(ref heard, clock.GetTimestamp());
                    Take(new PackReader(message));
                }

                Lose("it ended", runs: false);
            }
            catch (PackException error)
            {
                Lose("it said what can not be understood: " + error.Message);
            }
            catch (Exception error) when (error is IOException || error is ObjectDisposedException || error is UnauthorizedAccessException)
            {
                Lose("its output can not be read: " + error.Message, runs: false);
            }
            finally
            {
                ended.TrySetResult(false);
            }
        }

        private void Greet(byte[] hello)
        {
            var reader = new PackReader(hello);
            reader.ReadArrayHeader();
            if (reader.ReadInt32() != (int)MessageKind.Hello || reader.ReadText() != TrainerProtocol.Magic)
                throw new PackException("it is no trainer of Repartee.");
            int version = reader.ReadInt32();
            string package = reader.ReadText();
            if (version != TrainerProtocol.Version)
            {
                throw new PackException(
                    $"expected version {TrainerProtocol.Version} of the protocol, but found {version} (trainer host {package}). Install the " +
                    "trainer host that belongs to this package again.");
            }

            Post(startMessage);
        }

        private void Take(PackReader reader)
        {
            reader.ReadArrayHeader();
            var kind = (MessageKind)reader.ReadInt32();
            switch (kind)
            {
                case MessageKind.Ready:
                    ready.TrySetResult(ReadyMessage.Read(reader));
                    break;
                case MessageKind.Failed:
                    ready.TrySetException(ErrorFormat.Read(reader));
                    break;
                case MessageKind.Tokens:
                    long id = reader.ReadInt64();
                    if (!answers.Grow(id, reader.ReadInts(), reader.ReadFloats()))
                        GiveUp(id);
                    break;
                case MessageKind.Answered:
                    Answer(reader);
                    break;
                case MessageKind.Recorded:
                    listener.OnRecorded(reader.ReadInt64());
                    break;
                case MessageKind.ScoreWanted:
                    listener.OnScoreWanted(this, reader.ReadInt64(), ReadContexts(reader));
                    break;
                case MessageKind.Updated:
                    listener.OnUpdated(ProgressFormat.Read(reader));
                    break;
                case MessageKind.HealthStopped:
                    listener.OnHealthStopped(HealthFormat.ReadStop(reader));
                    break;
                case MessageKind.Continued:
                    listener.OnContinued();
                    break;
                case MessageKind.TrainingStopped:
                    listener.OnTrainingStopped(ErrorFormat.Read(reader));
                    break;
                case MessageKind.Done:
                    long request = reader.ReadInt64();
                    if (reader.ReadBoolean())
                        requests.Finish(request, reader);
                    else
                        requests.Fail(request, ErrorFormat.Read(reader));
                    break;
                case MessageKind.Log:
                    listener.OnLog(reader.ReadInt32(), reader.ReadText(), reader.ReadInt32(), reader.ReadText());
                    break;
                case MessageKind.Beat:
                    listener.OnBeat(reader.ReadInt64());
                    break;
                case MessageKind.Stopped:
                    ended.TrySetResult(true);
                    break;
                default:
                    throw new PackException($"a message of the kind {(int)kind} is not known.");
            }
        }

        private void Answer(PackReader reader)
        {
            long id = reader.ReadInt64();
            if (!reader.ReadBoolean())
            {
                answers.Fail(id, ErrorFormat.Read(reader));
                return;
            }

            int finish = reader.ReadInt32();
            if (finish < 0 || finish > (int)FinishReason.Cancelled)
                throw new PackException($"a reply that ends by {finish} is not known.");
            answers.Finish(id, (FinishReason)finish, reader.ReadInt64(), reader.ReadInts(), reader.ReadFloats());
        }

        private static IReadOnlyList<ReplyContext> ReadContexts(PackReader reader)
        {
            var contexts = new List<ReplyContext>();
            int count = reader.ReadArrayHeader();
            for (int i = 0; i < count; i++)
                contexts.Add(ConversationFormat.ReadContext(reader));
            return contexts;
        }

        /// <summary>A watch that itself was held up, as by a debugger, begins anew: then nobody could have heard anything.</summary>
        private void Watch()
        {
            long now = clock.GetTimestamp();
            if (clock.GetElapsedTime(Interlocked.Exchange(ref ticked, now), now) > Tick + Tick)
                Volatile.Write(ref heard, now);
            if (clock.GetElapsedTime(Volatile.Read(ref heard), now) > silence)
                Lose($"it was silent for {silence.TotalSeconds:0} seconds");
        }

        /// <param name="how">It was lost.</param>
        /// <param name="runs">Whether it may still run.</param>
        /// <param name="elsewhere">Whether to end it on a thread of its own: who posts may be a game's thread, or hold a lock that the
        /// reading thread wants, which is waited for.</param>
        private void Lose(string how, bool runs = true, bool elsewhere = false)
        {
            if (Interlocked.Exchange(ref lost, 1) != 0)
                return;
            if (elsewhere)
                new Thread(() => Bury(how, runs)) { IsBackground = true, Name = "Repartee trainer client, ending" }.Start();
            else
                Bury(how, runs);
        }

        private void Bury(string how, bool runs)
        {
            if (runs)
                channel.Kill();
            var reason = new TrainerProcessException(
                $"Expected the trainer's process to go on, but {how}{channel.LastWords()}. NPCs need another voice until it runs again.");
            channel.Kill();
            LostBy = reason;
            End(reason);
            if (Thread.CurrentThread != reading)
                reading.Join(TimeSpan.FromSeconds(10));                         // reads the end of the killed process
            channel.Dispose();
            if (!ready.TrySetException(reason))
                listener.OnLost(this, reason);
        }

        private void End(Exception reason)
        {
            watch.Dispose();
            sender.Close();
            answers.End(reason);
            requests.End(reason);
        }
    }
}
