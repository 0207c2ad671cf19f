using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Threading;

namespace Repartee.TrainerHost;

/// <summary>Notices the end of the parent. The end of input says that too, but a pipe that some sibling inherited does not end.</summary>
internal sealed class ParentWatch : IDisposable
{
    private readonly Action gone;
    private readonly Process? parent;

    /// <param name="id">The parent's process.</param>
    /// <param name="gone">Called once, on a thread of its own; at once where it is gone already.</param>
    internal ParentWatch(int id, Action gone)
    {
        this.gone = gone;
        try
        {
            parent = Process.GetProcessById(id);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It ended before this process had begun.
        }

        new Thread(Watch) { IsBackground = true, Name = "Repartee parent watch" }.Start();
    }

    public void Dispose() => parent?.Dispose();

    private void Watch()
    {
        try
        {
            parent?.WaitForExit();
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            return;                                                             // disposed: this process ends anyway
        }

        gone();
    }
}
