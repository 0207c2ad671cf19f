using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Repartee.Rewards;
using Repartee.Sessions.Wire;

namespace Repartee.TrainerHost;

/// <summary>
/// The game's reward functions, which run in the game's process: replies go there in one message, and each term reads its column of what
/// comes back. The trainer's thread asks, the host's main thread brings the answer.
/// </summary>
internal sealed class RemoteRewards
{
    private readonly object gate = new();
    private readonly Action<Action<PackWriter>> post;
    private readonly string[] names;
    private IReadOnlyList<ReplyContext> asked = Array.Empty<ReplyContext>();
    private (double Value, string? Error)[][]? scores;
    private long id;
    private bool closed;

    internal RemoteRewards(IReadOnlyDictionary<string, double> weights, Action<Action<PackWriter>> post)
    {
        this.post = post;
        names = weights.Keys.ToArray();
        Sum = names.Select((name, column) => (name, column))
            .Aggregate(new WeightedReward(), (sum, term) => sum.Add(new Term(this, term.name, term.column), weights[term.name]));
    }

    /// <summary>All of them as the trainer uses them.</summary>
    internal WeightedReward Sum { get; }

    /// <summary>Takes an answer.</summary>
    internal void Take(PackReader reader)
    {
        long answered = reader.ReadInt64();
        var rows = new (double, string?)[reader.ReadArrayHeader()][];
        for (int row = 0; row < rows.Length; row++)
        {
            reader.Expect(2 * names.Length, "a reply's score");
            rows[row] = names.Select(_ => (reader.ReadDouble(), reader.ReadString())).ToArray();
        }

        lock (gate)
        {
            if (answered == id && rows.Length == asked.Count)
                scores = rows;
            else if (answered == id)
                throw new PackException($"{rows.Length} scores came for {asked.Count} replies.");
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Wakes who waits: no answer will come.</summary>
    internal void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.PulseAll(gate);
        }
    }

    private (double Value, string? Error)[][] ScoreAll(IReadOnlyList<ReplyContext> contexts)
    {
        lock (gate)
        {
            if (ReferenceEquals(contexts, asked) && scores != null)
                return scores;
            (asked, scores) = (contexts, null);
            id++;
            post(Ask);
            while (scores is null && !closed)
                Monitor.Wait(gate);
            return scores ?? throw new ScoringEndedException("The game was gone before it scored the replies.");
        }
    }

    private (double Value, string? Error)[] Score(ReplyContext context)
    {
        lock (gate)
        {
            int row = scores is null ? -1 : asked.ToList().FindIndex(known => ReferenceEquals(known, context));
            return row >= 0 ? scores![row] : ScoreAll(new[] { context })[0];
        }
    }

    private void Ask(PackWriter writer)
    {
        writer.WriteArrayHeader(3);
        writer.Write((int)MessageKind.ScoreWanted);
        writer.Write(id);
        writer.WriteArrayHeader(asked.Count);
        foreach (var context in asked)
            ConversationFormat.WriteContext(writer, context);
    }

    private sealed class Term : IBatchRewardFunction
    {
        private readonly RemoteRewards rewards;
        private readonly int column;

        internal Term(RemoteRewards rewards, string name, int column)
        {
            this.rewards = rewards;
            this.column = column;
            Name = name;
        }

        public string Name { get; }

        public double Score(ReplyContext context) => Value(rewards.Score(context)[column]);

        /// <summary>One that failed throws for all: they are asked for one by one then, from what is here already.</summary>
        public IReadOnlyList<double> ScoreAll(IReadOnlyList<ReplyContext> contexts) =>
            rewards.ScoreAll(contexts).Select(row => Value(row[column])).ToArray();

        private static double Value((double Value, string? Error) score) =>
            score.Error is null ? score.Value : throw new ScoreFailedException(score.Error);
    }
}
