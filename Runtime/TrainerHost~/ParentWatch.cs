using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Threading;

namespace Repartee.TrainerHost;

/// <summary>
/// Ends this process soon after its parent. The end of input does that too, and lets a checkpoint be written first; but a pipe that some
/// sibling inherited does not end.
/// </summary>
internal sealed class ParentWatch : IDisposable
{
    /// <summary>For a last checkpoint after the parent is gone.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly Process? parent;

    internal ParentWatch(int id)
    {
        try
        {
            parent = Process.GetProcessById(id);
            new Thread(Watch) { IsBackground = true, Name = "Repartee parent watch" }.Start();
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception)
        {
            Environment.Exit(3);                                                // it was gone before this process had begun
        }
    }

    public void Dispose() => parent?.Dispose();

    private void Watch()
    {
        try
        {
            parent!.WaitForExit();
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            return;                                                             // disposed: this process ends anyway
        }

        Thread.Sleep(Grace);
        Console.Error.WriteLine("Expected the input to end with the parent, but it did not. Ending without a checkpoint.");
        Environment.Exit(3);
    }
}
