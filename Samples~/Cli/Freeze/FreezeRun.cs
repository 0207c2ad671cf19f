using System.Threading;
using System.Threading.Tasks;
using Repartee.Samples.Cli.Display;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Export;

namespace Repartee.Samples.Cli.Freeze;

/// <summary><c>freeze</c>: writes the actor, and says what was written and how to talk with it.</summary>
internal sealed class FreezeRun(FreezeRequest request, IRunDisplay display)
{
    /// <summary>Runs to the end, away from the caller's thread.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="System.OperationCanceledException">It was stopped; nothing is left of what was written.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        ExportReport? report = null;
        string frozen = "";
        await display.WatchAsync(() => Task.Run(
            () =>
            {
                var folder = request.Actor.Open();
                frozen = folder.AdapterPath is string adapter ? $"{adapter} on {folder.Path}" : folder.Path;
                display.Stage($"Freezing {frozen}");
                report = Write(folder, stop);
            },
            stop));
        Say(report!);
        return 0;
    }

    private ExportReport Write(ActorFolder folder, CancellationToken stop) => request.Format == FrozenFormat.Gguf
        ? ActorExport.ToGguf(folder, request.Path, request.Type.Gguf(), cancellation: stop)
        : ActorExport.ToSafetensors(folder, request.Path, request.Type.Safetensors(), stop);

    private void Say(ExportReport report)
    {
        display.Say($"Written to {report.Path}");
        display.Say($"{ByteSize.Text(report.Bytes)}, {report.Parameters:N0} weights as {request.Type.ToString().ToLowerInvariant()}");
        foreach (string note in report.Notes)
            display.Say($"Note: {VisibleText.OneLine(note)}");
        display.Say(request.Format == FrozenFormat.Gguf
            ? $"Talk with it: repartee chat {report.Path} --system \"You are ...\""
            : $"Try it: repartee generate --actor {report.Path} --chat --prompt \"...\"");
    }
}
