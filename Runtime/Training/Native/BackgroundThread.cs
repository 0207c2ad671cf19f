#nullable enable
using System.Runtime.InteropServices;
using System.Threading;

namespace Repartee.Training.Native
{
    /// <summary>
    /// Lets the present thread compute where others leave time: a game's frame comes first, whatever is left is training's. Windows knows
    /// thread priorities; Linux has a nice value for each thread, which .NET does not set and libtorch's helpers of this thread inherit.
    /// </summary>
    internal static class BackgroundThread
    {
        private const int Nice = 10;                                            // about a tenth of a busy neighbour's time
        private const int ThisThread = 0;

        /// <summary>For the calling thread, once. Where the system refuses, nothing happens.</summary>
        internal static void Enter()
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
            if (NativePlatform.IsLinux)
                SetPriority(ThisThread, ThisThread, Nice);
        }

        [DllImport("libc", EntryPoint = "setpriority")]
        private static extern int SetPriority(int kind, int thread, int nice);
    }
}
