using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Samples.Cli.Options;
using Repartee.Samples.Cli.Rows;
using Repartee.Samples.Cli.Train;
using Repartee.Sessions;
using Repartee.Sessions.Recordings;
using Repartee.Training.Trainer;

namespace Repartee.Samples.Cli.Replay;

/// <summary>What <c>replay</c> is asked for.</summary>
internal sealed record ReplayRequest(
    ActorChoice Actor, TrainingOptions Options, RewardRules Rules, IReadOnlyList<DialogueRow> HeldOut, IReadOnlyList<Recording> Recordings)
    : LearningRequest(Actor, Options, Rules, HeldOut)
{
    public override string Material => $"{Recordings.Sum(recording => recording.Conversations.Count)} recorded conversations";

    public override string MaterialOption => "--recording";

    public override string MaterialHash => RecordingOptions.HashOf(Recordings);

    public override Func<long, CancellationToken, Task> Teacher(TrainingSession session) =>
        new ReplayPlayer(session, Recordings, Options).PlayAsync;

    public override void Check()
    {
        var folder = Actor.Open();
        foreach (var recording in Recordings)
        {
            recording.RequireReadableBy(folder.Encoder);
            foreach (var answered in RecordingOptions.Answered(recording))
                Rules.Check(answered);
        }

        var playable = new PlayableRows(folder, Options.Sampling.MaxTokens);
        foreach (var row in HeldOut)
        {
            playable.Check(row);
            Rules.Check(row);
        }
    }
}
