#nullable enable
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Repartee.Editor.Installation.Window
{
    /// <summary>One run of the installer beside the editor. Its lines wait until the main thread takes them.</summary>
    public sealed class InstallRun
    {
        private const int MostLines = 2000;

        private readonly ConcurrentQueue<string> waiting = new ConcurrentQueue<string>();
        private readonly List<string> lines = new List<string>();
        private readonly CancellationTokenSource stop = new CancellationTokenSource();
        private readonly Task<string> run;
        private bool isTold;

        /// <summary>Starts it.</summary>
        /// <param name="work">Runs the installer to its end: gets where lines go and what stops it, gives the exit code. On a thread of
        /// the pool.</param>
        public InstallRun(Func<Action<string>, CancellationToken, int> work) => run = Task.Run(() => End(work));

        /// <summary>What it wrote, oldest first; bounded.</summary>
        public IReadOnlyList<string> Lines => lines;

        /// <summary>Whether it goes on, as far as <see cref="Poll"/> knows.</summary>
        public bool IsRunning => !isTold;

        /// <summary>Whether all is done; false while it goes on.</summary>
        public bool HasSucceeded => isTold && run.Result.Length == 0;

        /// <summary>Takes what came. Main thread.</summary>
        /// <returns>Whether anything did.</returns>
        public bool Poll()
        {
            bool isOver = run.IsCompleted;                                      // before the lines: then none comes after
            int before = lines.Count;
            bool any = false;
            while (waiting.TryDequeue(out string? line))
            {
                lines.Add(line!);
                any = true;
            }

            if (isOver && !isTold)
            {
                isTold = any = true;
                if (run.Result.Length > 0)
                    lines.Add(run.Result);
            }

            if (lines.Count > MostLines)
                lines.RemoveRange(0, lines.Count - MostLines);
            return any || lines.Count != before;
        }

        /// <summary>Asks it to end; what was laid half is laid whole by the next run.</summary>
        public void Stop() => stop.Cancel();

        /// <summary>Waits for its end.</summary>
        /// <param name="limit">How long at most.</param>
        /// <returns>Whether it ended.</returns>
        public bool Wait(TimeSpan limit) => run.Wait(limit);

        /// <returns>What went wrong; empty where nothing did.</returns>
        private string End(Func<Action<string>, CancellationToken, int> work)
        {
            try
            {
                int code = work(waiting.Enqueue, stop.Token);
                return code == 0 ? "" : $"The installer ended with the code {code}; the lines above say why.";
            }
            catch (OperationCanceledException)
            {
                return "The installer was stopped. Run it again to lay what is missing.";
            }
            catch (Exception problem)
            {
                return problem.Message;
            }
        }
    }
}
