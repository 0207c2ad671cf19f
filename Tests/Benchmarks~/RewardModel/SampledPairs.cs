using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Native;
using Repartee.Training.RewardModel;

namespace Repartee.Benchmarks.RewardModel;

/// <summary>
/// Labels as a studio would collect them: the actor's own replies, of which a judge prefers one. The judge is a known rule.
/// </summary>
internal static class SampledPairs
{
    private const int RepliesEach = 4, QuestionsABatch = 16;

    /// <summary>All pairs of replies to one question of which the rule prefers one.</summary>
    public static LabelledReplies Sample(
        ActorFolder folder, IReadOnlyList<DialogueState> rows, SamplingOptions sampling, DeviceChoice device, ulong seed)
    {
        using var actor = LoadedActor.Load(folder, device);
        var pairs = new List<PreferencePair>();
        for (int start = 0; start < rows.Count; start += QuestionsABatch)
        {
            var part = rows.Skip(start).Take(QuestionsABatch).ToList();
            var prompts = part.Select(row => (IReadOnlyList<int>)folder.Encoder.Encode(row).Ids.ToArray())
                .SelectMany(prompt => Enumerable.Repeat(prompt, RepliesEach)).ToList();
            var replies = actor.Generate(prompts, sampling, CounterRandom.Derive(seed, (ulong)start))
                .Select(continuation => folder.Encoder.DecodeReply(continuation.Ids)).ToList();
            for (int i = 0; i < part.Count; i++)
                pairs.AddRange(Pairs(part[i], replies.GetRange(i * RepliesEach, RepliesEach).Distinct()));
        }

        return new LabelledReplies(pairs);
    }

    private static IEnumerable<PreferencePair> Pairs(DialogueState row, IEnumerable<string> replies)
    {
        var kinds = replies.ToLookup(reply => AskingBack.Score(reply) > 0);
        return kinds[true].SelectMany(chosen => kinds[false], (chosen, rejected) => new PreferencePair(row, chosen, rejected));
    }
}
