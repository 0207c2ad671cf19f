#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Repartee.Frozen.Decoding
{
    /// <summary>Brings all matrices into memory, some groups at a time between passes, the groups shared by the team's threads; then closes
    /// the file. One caller at a time.</summary>
    internal sealed class WarmUp : TeamWork, IDisposable
    {
        private const long SliceBytes = 1 << 20;

        private readonly List<WeightMatrix> matrices;
        private readonly WorkerTeam team;
        private IDisposable? file;
        private readonly TaskCompletionSource<bool> done;
        private int matrix;
        private int group;
        private int end;
        private int next;

        /// <param name="matrices">In the order in which passes use them.</param>
        /// <param name="team">Who packs.</param>
        /// <param name="file">Disposed when all is done.</param>
        /// <param name="inPlace">Whether what waits for the end goes on inside <see cref="Advance"/>.</param>
        internal WarmUp(List<WeightMatrix> matrices, WorkerTeam team, IDisposable file, bool inPlace)
        {
            this.matrices = matrices;
            this.team = team;
            this.file = file;
            done = new TaskCompletionSource<bool>(inPlace ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
        }

        /// <summary>Completes when all is in memory; faults where the weights are broken.</summary>
        internal Task Done => done.Task;

        /// <summary>Packs the next groups, at most <see cref="SliceBytes"/> of them.</summary>
        /// <returns>Whether there are more.</returns>
        /// <exception cref="System.IO.InvalidDataException">An element is not finite.</exception>
        internal bool Advance()
        {
            if (matrix == matrices.Count) return false;
            WeightMatrix current = matrices[matrix];
            try
            {
                if (group == 0) current.BeginFilling();
                next = group;
                end = (int)Math.Min(current.Groups, group + Math.Max(1, SliceBytes / current.GroupBytes));
                team.Run(this);
            }
            catch (Exception error)
            {
                matrix = matrices.Count;
                done.TrySetException(error);
                throw;
            }

            group = end;
            if (group < current.Groups) return true;
            current.EndFilling();
            (matrix, group) = (matrix + 1, 0);
            if (matrix < matrices.Count) return true;
            CloseFile();
            done.TrySetResult(true);
            return false;
        }

        /// <inheritdoc/>
        internal override void Run(int member, WorkerTeam team)
        {
            for (int mine = Interlocked.Increment(ref next) - 1; mine < end; mine = Interlocked.Increment(ref next) - 1)
                matrices[matrix].Fill(mine);
        }

        /// <summary>Closes the file, whatever is done.</summary>
        public void Dispose()
        {
            CloseFile();
            done.TrySetCanceled();
        }

        // Its metadata, lists of tokens among them, need not stay in memory.
        private void CloseFile()
        {
            file?.Dispose();
            file = null;
        }
    }
}
