using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Sessions.Client;
using Repartee.Training.Tests.Trainer;
using Repartee.Training.Trainer;

namespace Repartee.TrainerHost.Tests;

/// <summary>What tests of sessions share: a tiny actor, a folder, small options, and the trainer's program.</summary>
public abstract class HostedTests
{
    protected static readonly string[] Lines = { "Is the ale cold?", "What is the stew?", "Good evening!", "Who is the miller?" };

    protected static readonly DialogueState Persona = DialogueState.Begin("You keep the tavern.");

    private string folder = "";

    protected static string HostPath { get; } = typeof(HostedTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "TrainerHost").Value!;

    protected string ActorPath { get; private set; } = "";

    [OneTimeSetUp]
    public void WriteActor()
    {
        ActorPath = Path.Combine(Directory.CreateTempSubdirectory("repartee-").FullName, "actor");
        TalkingActor.Write(ActorPath);
    }

    [OneTimeTearDown]
    public void DeleteActor() => Directory.GetParent(ActorPath)!.Delete(true);

    [SetUp]
    public void CreateFolder() => folder = Directory.CreateTempSubdirectory("repartee-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, true);

    /// <summary>A file or folder of this test that does not exist yet.</summary>
    protected string Named(string name) => Path.Combine(folder, name);

    /// <summary>One thread, a buffer of four, replies of twelve tokens, and rewards for length and vowels.</summary>
    protected TrainingOptions Options(string? run = null) => new TrainingOptions
    {
        ActorFolder = ActorPath,
        RunFolder = run is null ? null : Named(run),
        Device = DeviceChoice.Cpu,
        Threads = 1,
        Seed = 7,
        Sampling = new SamplingOptions { MaxTokens = 12 },
        Ppo = new PpoOptions { BufferSize = 4, MinibatchSize = 2, MicroBatchSize = 1, Epochs = 2, LearningRate = 1e-3 },
        Rewards = new WeightedReward().Add(new LengthReward(1, 3), 2).Add(
            new DelegateReward("vowels", c => c.Reply.Count(l => "aeiou".Contains(l)) / (c.Reply.Length + 1.0)), 1),
    };

    protected static async Task<ITrainingSession> StartHereAsync(TrainingOptions options) => await TrainingSession.StartAsync(options);

    protected static Task<TrainerProcess> StartThereAsync(TrainingOptions options, TrainerProcessOptions? process = null) =>
        TrainerProcess.StartAsync(options, (process ?? new TrainerProcessOptions()) with { HostPath = HostPath });

    protected static DialogueState State(string line) => Persona.With(DialogueMessage.FromUser(line));

    protected static Task<NpcReply> AskAsync(ITrainingSession session, string line) =>
        session.BeginEvaluation(Persona, 0).ReplyAsync(line).WaitAsync(TimeSpan.FromMinutes(1));

    /// <summary>Plays as many conversations as an update takes.</summary>
    protected static async Task<IReadOnlyList<string>> PlayBufferAsync(ITrainingSession session, Action<NpcConversation>? reward = null)
    {
        var replies = new List<string>();
        foreach (string line in Lines)
        {
            var talk = session.BeginConversation(Persona);
            replies.Add((await talk.ReplyAsync(line).WaitAsync(TimeSpan.FromMinutes(1))).Text);
            reward?.Invoke(talk);
            talk.Complete();
        }

        return replies;
    }
}
