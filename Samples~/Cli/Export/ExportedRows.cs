using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Repartee.Dialogue;
using Repartee.Samples.Cli.Train;
using Repartee.Sessions.Recordings;

namespace Repartee.Samples.Cli.Export;

/// <summary>Recorded conversations on their way into a dataset.</summary>
internal sealed class ExportedRows
{
    private readonly IReadOnlyList<(RecordedConversation Talk, double Reward)> talks;

    public ExportedRows(IEnumerable<Recording> recordings) =>
        talks = recordings.SelectMany(recording => recording.Conversations).Select(talk => (talk, 0.0)).ToList();

    private ExportedRows(IReadOnlyList<(RecordedConversation, double)> talks) => this.talks = talks;

    public int Count => talks.Count;

    /// <summary>With the mean of the replies' rewards, the game's own included.</summary>
    public ExportedRows Scored(RewardRules rules)
    {
        var sum = rules.Build();
        var scores = new Queue<double>(sum.ScoreAll(talks.SelectMany(talk => talk.Talk.Replies).Select(reply => reply.Context).ToList())
            .Select(score => score.Total));
        return new ExportedRows(talks.Select(talk => (
            talk.Talk,
            talk.Talk.Replies.Average(reply => scores.Dequeue() + reply.GameRewards.Sum(reward => reward.Value)))).ToList());
    }

    public ExportedRows AtLeast(double? reward) => new(talks.Where(talk => !(talk.Reward < reward)).ToList());

    public ExportedRows Best(int? count) =>
        count is int most ? new(talks.OrderByDescending(talk => talk.Reward).Take(most).ToList()) : this;

    /// <summary>The rows, of those that are alike the first.</summary>
    public IReadOnlyList<DialogueState> Distinct() => talks.Select(talk => Row(talk.Talk)).DistinctBy(Text).ToList();

    /// <summary>
    /// The dialogue up to the last reply that was sampled, its solutions and tags. Of a raw context, which a row can not go on from, the
    /// reply to it, as its solution.
    /// </summary>
    private static DialogueState Row(RecordedConversation talk)
    {
        var last = talk.Replies[^1].Context;
        if (last.State.RawContext is not string raw)
            return last.State.With(DialogueMessage.FromAssistant(last.Reply)).WithSolutions(last.State.Solutions);
        string first = last.State.EarlierReplies.FirstOrDefault() ?? last.Reply;
        return DialogueState.FromRawContext(raw, string.IsNullOrWhiteSpace(first) ? null : [first], last.State.Tags);
    }

    private static string Text(DialogueState row) => JsonSerializer.Serialize(new
    {
        row.Persona,
        row.RawContext,
        Messages = row.Messages.Select(message => new[] { message.Role, message.Content }),
        row.Solutions,
        Tags = row.Tags.OrderBy(tag => tag.Key, System.StringComparer.Ordinal).Select(tag => new[] { tag.Key, tag.Value }),
    });
}
