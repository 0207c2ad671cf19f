using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Frozen.Gguf;
using Repartee.Prompting;
using Repartee.Sessions;

namespace Repartee.Editor.Tests;

/// <summary>A training session that does what a test tells it to.</summary>
internal sealed class FakeSession : ITrainingSession, ITrainingPace
{
    public event Action<TrainingProgress>? UpdateCompleted;

    public event Action<HealthStop>? HealthStopped;

    internal Func<Task> OnStop { get; set; } = () => Task.CompletedTask;

    internal Func<Task<string>> OnSave { get; set; } = () => Task.FromResult("/runs/a/checkpoints/step-000003");

    internal int Stops { get; private set; }

    internal List<(string Path, GgufType Type, ExportOptions? Options)> Frozen { get; } = [];

    internal Func<Task<ExportReport>>? OnFreeze { get; set; }

    public NativeBackendInfo Backend { get; } = new("package", "/torch", "cpu", false, "2.10", 1);

    public ITrainingPace Pace => this;

    public TrainingProgress Progress { get; set; } = At(0);

    public Exception? Error { get; set; }

    public HealthStop? HealthStop { get; set; }

    internal Func<bool, Task> OnContinue { get; set; } = _ => Task.CompletedTask;

    public long GeneratedTokens => 0;

    public long DroppedConversations { get; set; }

    public string? RunPath { get; set; }

    public ReplyStatistics Replies => default;

    public PromptEncoder Encoder => throw new NotSupportedException();

    public double Share { get; set; } = 1;

    public bool IsPaused { get; private set; }

    internal static TrainingProgress At(
        long update, IReadOnlyDictionary<string, double>? metrics = null, IReadOnlyList<ReplySample>? samples = null) =>
        new(update, 0, 0, 0, metrics ?? new Dictionary<string, double>(), samples);

    internal void Update(TrainingProgress progress) => UpdateCompleted?.Invoke(progress);

    internal void Hold(HealthStop stop)
    {
        HealthStop = stop;
        HealthStopped?.Invoke(stop);
    }

    public async Task ContinueTrainingAsync(bool fromLastGood = true)
    {
        await OnContinue(fromLastGood);
        HealthStop = null;
    }

    public void Pause() => IsPaused = true;

    public void Resume() => IsPaused = false;

    public Task<string> SaveCheckpointAsync() => OnSave();

    public Task<ExportReport> FreezeAsync(string path, GgufType type, ExportOptions? options = null)
    {
        Frozen.Add((path, type, options));
        return OnFreeze?.Invoke() ?? Task.FromResult(new ExportReport(path, 5_000_000, 4_500_000, "00", []));
    }

    public Task StopAsync()
    {
        Stops++;
        return OnStop();
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    public NpcConversation BeginConversation(DialogueState state) => throw new NotSupportedException();

    public NpcConversation BeginEvaluation(DialogueState state, long number) => throw new NotSupportedException();

    public NpcConversation BeginVoice(DialogueState state, string voice, long number) => throw new NotSupportedException();

    public Task<IReadOnlyList<NpcReply>> ReplyAllAsync(
        IReadOnlyList<NpcConversation> conversations, ReplyOptions? options = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<TrainingProgress> WaitForUpdateAsync(long update, CancellationToken cancellation = default) =>
        throw new NotSupportedException();
}
