#nullable enable
using System;
using Repartee.Conversation;
using Repartee.Prompting;

namespace Repartee.Frozen
{
    /// <summary>How a <see cref="FrozenActor"/> is played. Everything has a default.</summary>
    public sealed record FrozenActorOptions
    {
        /// <summary>Threads that compute, the actor's own included; 1 to 64. 0 (default): half the processors, at most 4, so that the game
        /// keeps its cores. With <see cref="Stepped"/> it is the caller's thread alone.</summary>
        public int Threads { get; init; }

        /// <summary>True: no thread is made, and the game calls <see cref="FrozenActor.Step"/> in its loop. For platforms without threads,
        /// and for games that want to say when. Default false.</summary>
        public bool Stepped { get; init; }

        /// <summary>How many conversations' keys and values are kept for their next line; 1 to 1024, default 8. The one unused for longest
        /// goes first, and its conversation is then read again from its beginning, which takes longer and changes nothing.</summary>
        public int MaxCaches { get; init; } = 8;

        /// <summary>Replies that may wait for their turn; one more is refused, and its NPC says its fallback. 1 or more; default
        /// 256.</summary>
        public int MaxWaiting { get; init; } = ReplyBacklog.MostWaiting;

        /// <summary>Sampling of replies that ask for no other; null (default): what the file advises, else the whole
        /// distribution.</summary>
        public SamplingOptions? Sampling { get; init; }

        /// <summary>Decides all draws together with the number of the conversation. Default 1.</summary>
        public ulong Seed { get; init; } = 1;

        /// <summary>Name of a chat template (<see cref="Prompting.ChatTemplate.All"/>) that replaces the file's own, for files of others
        /// whose template is not known; null (default): the file's.</summary>
        public string? ChatTemplate { get; init; }

        /// <summary>Time since some moment, for deadlines and frames; null: the system's.</summary>
        internal Func<TimeSpan>? Clock { get; init; }

        internal int ThreadCount => Stepped ? 1 : Threads > 0 ? Threads : Math.Max(1, Math.Min(4, Environment.ProcessorCount / 2));

        /// <summary>Throws <see cref="ArgumentException"/> naming the first value out of its range.</summary>
        public void Validate()
        {
            Within(nameof(Threads), Threads, 0, 64);
            Within(nameof(MaxCaches), MaxCaches, 1, 1024);
            Within(nameof(MaxWaiting), MaxWaiting, 1, int.MaxValue);
            Sampling?.Validate();
            if (ChatTemplate != null) Prompting.ChatTemplate.ByName(ChatTemplate);
        }

        private static void Within(string name, int value, int least, int most)
        {
            if (value < least || value > most)
                throw new ArgumentException($"{name}: expected {least} to {most}, but found {value}.");
        }
    }
}
