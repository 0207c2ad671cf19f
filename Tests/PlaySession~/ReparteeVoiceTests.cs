using System;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Samples.PlaySession;
using Repartee.Samples.PlaySession.Play;
using Repartee.Sessions;
using Repartee.Training.Native;
using Repartee.Training.Trainer;

namespace Repartee.PlaySession.Tests;

public sealed class ReparteeVoiceTests
{
    private static readonly DialogueState Row = new(
        "You are Maud and you keep the Silver Trout.", [DialogueMessage.FromUser("Is the ale cold?")], ["As cold as the river, friend."]);

    [TestCase(1)]
    [TestCase(-1)]
    public async Task TheThumbReachesTheScoreThatIsLearntFrom(int thumb)
    {
        await using var session = await StartAsync();
        var voice = new ReparteeVoice(session, new TrainingSwitch(isOn: true), new ReparteeCost());
        voice.Begin(Row, new SpokenText());
        Assert.That(SpinWait.SpinUntil(() => voice.IsDone, TimeSpan.FromMinutes(1)), Is.True);
        voice.Reward(PlayRewards.Player, thumb * PlayRewards.PlayersThumb);
        voice.End();

        var progress = await session.WaitForUpdateAsync(1);

        Assert.That(progress.Metrics["objective/scores"] - progress.Metrics["objective/quality"], Is.EqualTo(thumb).Within(1e-9));
        Assert.That(progress.Metrics["reward/player"], Is.EqualTo(thumb));
    }

    [Test]
    public async Task PollingAReplyAllocatesNothingAndStreamsAllOfIt()
    {
        await using var session = await StartAsync();
        var cost = new ReparteeCost();
        var training = new TrainingSwitch(isOn: true);
        training.Attach(session);
        training.Toggle();                                                      // paused: what is said waits for the trainer
        var voice = new ReparteeVoice(session, training, cost);
        var spoken = new SpokenText();
        var text = new char[SpokenText.Most];
        for (int round = 0; round < 2; round++)                                 // the first compiles what is called
        {
            voice.Begin(Row, spoken);
            cost.BeginFrame();
            cost.BeginPoll();
            while (!voice.IsDone)
                spoken.CopyTo(text);
            cost.EndPoll();
            Assert.That(voice.TakeError(), Is.Null);
            voice.End();
        }

        Assert.That(cost.PollBytes, Is.Zero);
        Assert.That(text.AsSpan(0, spoken.CopyTo(text)).Length, Is.GreaterThan(0));
        Assert.That((session.Progress.Update, training.IsPaused), Is.EqualTo((0L, true)));
    }

    private static Task<TrainingSession> StartAsync()
    {
        var options = new PlaySessionOptions { Threads = 1, Device = DeviceChoice.Cpu }.ToTrainingOptions();
        return TrainingSession.StartAsync(options with { Ppo = options.Ppo with { BufferSize = 1, MinibatchSize = 1 } });
    }
}
