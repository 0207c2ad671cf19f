using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Rewards;
using Repartee.Training.Actor;
using Repartee.Training.Trainer;

namespace Repartee.Samples.Tavern;

/// <summary>Asks the actor the held-out dialogues. What it answered at the run's start stays in the run folder, for a resume.</summary>
internal sealed class HeldOutQuestions(TrainingSession session, TavernDialogues dialogues, WeightedReward rewards)
{
    private readonly string file = Path.Combine(session.RunPath!, "heldout-before.json");

    /// <summary>The actor's answers of this moment. The same draws each time, so that differences are the weights'.</summary>
    public async Task<HeldOutReplies> AskAsync(CancellationToken stop)
    {
        var answers = await DatasetPlayer.EvaluateAsync(session, dialogues.HeldOut, rewards, stop);
        session.WriteEvaluation(answers);
        var replies = answers.Select(answer => new HeldOutReply(answer.Reply.Text, answer.Reply.Finish == FinishReason.Length)).ToList();
        return new HeldOutReplies(dialogues.HeldOut, replies, rewards);
    }

    /// <summary>Keeps the answers of the run's start.</summary>
    public void Save(HeldOutReplies before)
    {
        var saved = new Saved(dialogues.Hash, before.Replies.ToArray());
        File.WriteAllText(file + ".tmp", JsonSerializer.Serialize(saved, JsonSerializerOptions.Web) + "\n");
        File.Move(file + ".tmp", file, overwrite: true);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="UsageException">The file is missing or broken, or is of other dialogues.</exception>
    public HeldOutReplies Load()
    {
        try
        {
            var saved = JsonSerializer.Deserialize<Saved>(File.ReadAllBytes(file), JsonSerializerOptions.Web);
            if (saved?.Dataset == dialogues.Hash && saved.Replies.Length == dialogues.HeldOut.Count)
                return new HeldOutReplies(dialogues.HeldOut, saved.Replies, rewards);
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            throw new UsageException(
                $"{file}: expected the held-out replies of the run's start, but {error.Message} Start a new run.", error);
        }

        throw new UsageException(
            $"--dataset: expected the dialogues that the run began with, but found others than in {file}. "
            + "Name that dataset, or start a new run.");
    }

    private sealed record Saved(string Dataset, HeldOutReply[] Replies);
}
