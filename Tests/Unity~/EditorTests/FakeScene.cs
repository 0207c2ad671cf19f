using System;
using Repartee.Editor.Play;
using Repartee.Editor.Settings;
using Repartee.Rewards;

namespace Repartee.Editor.Tests;

/// <summary>A project's folder with all that training needs.</summary>
internal sealed class FakeScene : IPlayScene, IDisposable
{
    private readonly TemporaryFolder folder = new();

    internal FakeScene()
    {
        folder.Write("Library/com.repartee.npc/TrainerHost/Repartee.TrainerHost.dll", "");
        folder.Write("Library/com.repartee.npc/TrainerHost/libtorch_cpu.so", "");
        folder.Write("dotnet", "");
        foreach (string name in new[] { "config.json", "tokenizer.json", "model.safetensors" })
            folder.Write($"Actors/tavern/{name}", new string(' ', 1000));
        Kept = new ReparteeSettings { DotnetPath = folder["dotnet"] };
        Setup = new PlaySetup
        {
            ActorName = "Tavern",
            ActorFolder = folder["Actors/tavern"],
            FrozenPath = folder["Assets/StreamingAssets/Repartee/tavern.gguf"],
            Rewards = new WeightedReward().Add(new FinishedReward(), 1),
            NpcCount = 1,
            Actors = [Actor],
        };
    }

    internal FakeActor Actor { get; } = new();

    internal string Project => folder.Path;

    internal TemporaryFolder Folder => folder;

    internal ReparteeSettings Kept { get; set; }

    internal PlaySetup Setup { get; set; }

    public MachineFacts Machine { get; set; } = new() { Memory = 16L << 30, Variable = _ => null };

    public PlaySetup Look() => Setup;

    public ReparteeSettings Settings() => Kept;

    public void Dispose() => folder.Dispose();
}
