using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Repartee.TrainerHost;

/// <summary>
/// Takes the standard streams for messages. Whatever else writes to standard output, native libraries included, goes to the error stream
/// from then on and can not break a message.
/// </summary>
internal static partial class StandardStreams
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;
    private const int WindowsOutput = -11;
    private const int WindowsError = -12;

    internal static (Stream Input, Stream Output) Take()
    {
        var output = OperatingSystem.IsWindows() ? TakeOnWindows() : TakeOnUnix();
        Console.SetOut(Console.Error);
        return (Console.OpenStandardInput(), output);
    }

    private static FileStream TakeOnUnix()
    {
        int kept = dup(StandardOutput);
        if (kept < 0 || dup2(StandardError, StandardOutput) < 0)
            throw new IOException($"Expected to keep standard output for messages, but the system said error {Marshal.GetLastPInvokeError()}.");
        return new FileStream(new SafeFileHandle(kept, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    private static FileStream TakeOnWindows()
    {
        var output = new FileStream(new SafeFileHandle(GetStdHandle(WindowsOutput), ownsHandle: true), FileAccess.Write, bufferSize: 0);
        SetStdHandle(WindowsOutput, GetStdHandle(WindowsError));
        return output;
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int dup(int descriptor);

    [DllImport("libc", SetLastError = true)]
    private static extern int dup2(int from, int to);

    [DllImport("kernel32", SetLastError = true)]
    private static extern IntPtr GetStdHandle(int which);

    [DllImport("kernel32", SetLastError = true)]
    private static extern bool SetStdHandle(int which, IntPtr handle);
}
