#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Frozen.Decoding;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Tests.Decoding
{
    /// <summary>A file's weights, loaded, with threads to compute.</summary>
    internal sealed unsafe class LoadedModel : IDisposable
    {
        private readonly WorkerTeam team;
        private readonly TransformerWeights weights;
        private readonly WarmUp warmUp;
        private readonly MatrixKernels kernels;
        private readonly List<IDisposable> owned = new List<IDisposable>();

        internal LoadedModel(string path, int threads = 1, MatrixKernels? kernels = null)
        {
            this.kernels = kernels ?? KernelChoice.Matrices();
            team = new WorkerTeam(threads, "test");
            GgufFile file = GgufFile.Open(path);
            try
            {
                Config = FrozenConfig.Read(file);
                weights = WeightLoader.Load(file, Config);
                warmUp = new WarmUp(weights.Matrices, team, file, inPlace: true);
                while (warmUp.Advance())
                {
                }
            }
            catch
            {
                team.Dispose();
                file.Dispose();
                throw;
            }
        }

        internal FrozenConfig Config { get; }

        internal long Bytes => weights.Bytes;

        internal RowMath Math { get; } = KernelChoice.Rows();

        internal ForwardPass NewPass(int rows) => Own(NewUnownedPass(rows));

        internal ForwardPass NewUnownedPass(int rows) => new ForwardPass(weights, rows, team, kernels, Math);

        internal TextScorer NewScorer(int rows) => Own(new TextScorer(weights, rows, team));

        internal KeyValueCache NewCache() => Own(new KeyValueCache(Config.Layers, Config.KeyValueHeads, Config.HeadDim));

        /// <summary>Logits after the last of some tokens, read in parts.</summary>
        /// <param name="tokens">The sequence.</param>
        /// <param name="part">Tokens of one pass.</param>
        /// <param name="unitByUnit">Whether to compute one unit at a time.</param>
        internal float[] Logits(int[] tokens, int part, bool unitByUnit = false)
        {
            ForwardPass pass = NewPass(part);
            KeyValueCache cache = NewCache();
            for (int first = 0; first < tokens.Length; first += part)
            {
                int count = System.Math.Min(part, tokens.Length - first);
                pass.Begin();
                pass.Add(cache, tokens, first, count, output: first + count == tokens.Length);
                while (unitByUnit && !pass.IsDone) pass.RunOne();
                pass.RunAll();
            }

            return Read(pass, 0);
        }

        internal float[] Read(ForwardPass pass, int index) => new ReadOnlySpan<float>(pass.Logits(index), Config.VocabSize).ToArray();

        public void Dispose()
        {
            owned.ForEach(one => one.Dispose());
            warmUp.Dispose();
            team.Dispose();
            weights.Dispose();
        }

        private T Own<T>(T one)
            where T : IDisposable
        {
            owned.Add(one);
            return one;
        }
    }
}
