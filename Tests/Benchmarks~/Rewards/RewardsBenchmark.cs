using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Dialogue;
using Repartee.Rewards;

namespace Repartee.Benchmarks.Rewards;

/// <summary>What is scored.</summary>
/// <param name="Characters">UTF-16 units of a reply, of each solution and of each earlier reply.</param>
/// <param name="Solutions">Of a row.</param>
/// <param name="Earlier">Replies before.</param>
/// <param name="Scores">Measurements of each thing.</param>
/// <param name="Accented">French words instead of English.</param>
internal sealed record RewardsOptions(int Characters, int Solutions, int Earlier, int Scores, bool Accented);

/// <summary>
/// Each measurement makes a reply's context and scores it, with the same replies for all. Replies recur only after all 256 had their
/// turn, and contexts never, so that nothing is remembered from one score to the next.
/// </summary>
internal sealed class RewardsBenchmark(RewardsOptions options, TextWriter output)
{
    private const int Replies = 256, Dialogues = 16;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);        // the compiler's second look comes late on a busy machine
    private const string All = "all rules", Peer = "textbook Levenshtein, same solutions";

    private static readonly IReadOnlyList<(string Name, IRewardFunction Function)> Rules =
    [
        ("edit distance, characters", new EditDistanceReward()),
        ("edit distance, words", new EditDistanceReward(EditUnit.Words)),
        ("repetition", new RepetitionReward()),
        ("length, words", new LengthReward(20, 50)),
        ("length, text elements", new LengthReward(100, 300, LengthUnit.TextElements)),
        ("length, tokens", new LengthReward(20, 60, LengthUnit.Tokens)),
        ("required words", new RequiredWordsReward(["wolves", "bridge", "north gate"])),
        ("required words, by tag", RequiredWordsReward.FromTag()),
        ("forbidden words", new ForbiddenWordsReward(["assistant", "language model", "email"])),
        ("forbidden words, by tag", ForbiddenWordsReward.FromTag(graded: true)),
        ("pattern", new PatternReward(@"^[^*]*[.!?]$")),
        ("finished", new FinishedReward()),
        ("delegate", new DelegateReward("delegate", context => context.Reply.Length > 0 ? 1 : 0)),
    ];

    private readonly int[] tokens = [.. Enumerable.Range(0, 48)];

    public void Run()
    {
        var texts = new RandomReplies(options.Characters, options.Accented);
        DialogueState[] states = [.. Enumerable.Range(0, Dialogues).Select(_ => texts.State(options.Earlier, options.Solutions))];
        string[] replies = [.. Enumerable.Range(0, Replies).Select(_ => texts.Reply())];
        var table = new MarkdownTable("what", "median µs", "p99 µs", "bytes allocated");
        WeightedReward every = Rules.Aggregate(new WeightedReward(), (sum, rule) => sum.Add(rule.Function, 1, rule.Name));
        Measure(All, Scorer(every));
        foreach ((string name, IRewardFunction function) in Rules)
            Measure(name, Scorer(new WeightedReward().Add(function, 1)));
        Measure(Peer, turn => states[turn % Dialogues].Solutions.Max(
            solution => TextbookLevenshtein.Distance(replies[turn % Replies], solution)));
        table.Write(output);

        Action<int> Scorer(WeightedReward reward) => turn =>
        {
            RewardBreakdown found = reward.Score(new ReplyContext(states[turn % Dialogues], replies[turn % Replies], tokens));
            if (found.Terms.FirstOrDefault(term => term.Error != null) is { } failed)
                throw new InvalidOperationException($"Expected scores, but found an error: {failed.Error}");
        };

        void Measure(string what, Action<int> score)
        {
            (double median, double late, long bytes) = Time(score);
            output.WriteLine(JsonSerializer.Serialize(new
            {
                benchmark = "rewards",
                what,
                characters = options.Characters,
                solutions = options.Solutions,
                earlier = options.Earlier,
                accented = options.Accented,
                scores = options.Scores,
                median_us = Math.Round(median, 2),
                p99_us = Math.Round(late, 2),
                allocated_bytes = bytes,
            }));
            table.Add(what, median, late, bytes);
        }
    }

    private (double Median, double Late, long Bytes) Time(Action<int> score)
    {
        var clock = Stopwatch.StartNew();
        for (int turn = 0; clock.Elapsed < WarmUp; turn++)
            score(turn);
        double[] microseconds = new double[options.Scores];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int turn = 0; turn < microseconds.Length; turn++)
        {
            long start = Stopwatch.GetTimestamp();
            score(turn);
            microseconds[turn] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        long bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / microseconds.Length;
        double[] sorted = [.. microseconds.Order()];
        return (DeviceClock.Median(sorted), sorted[(int)(0.99 * (sorted.Length - 1))], bytes);
    }
}
