#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Training.Cuda.Sources;

namespace Repartee.Training.Cuda
{
    /// <summary>The compiled kernels of one element type, on one stream. Owns them.</summary>
    internal sealed class KernelModule : IDisposable
    {
        private readonly CudaDriver driver;
        private readonly IntPtr module;
        private readonly Dictionary<string, IntPtr> functions = new Dictionary<string, IntPtr>();
        private readonly IntPtr stream;

        /// <summary>Compiles them; a second or so.</summary>
        /// <param name="driver">Of this thread.</param>
        /// <param name="stream">Where they run.</param>
        /// <param name="source"><see cref="Generation"/> or <see cref="Learning"/>.</param>
        /// <param name="singles">Whether elements are float32 instead of bfloat16.</param>
        /// <param name="libTorchFolder">Where libtorch was loaded from.</param>
        internal KernelModule(CudaDriver driver, IntPtr stream, string source, bool singles, string libTorchFolder)
        {
            this.driver = driver;
            this.stream = stream;
            var image = KernelCompiler.Compile(source, driver.Capability, singles ? new[] { "FLOAT32" } : Array.Empty<string>(), libTorchFolder);
            module = driver.LoadModule(image);
        }

        /// <summary>What replies are made with.</summary>
        internal const string Generation =
            ElementSource.Source + LayerSource.Source + AttentionSource.Source + VectorProductSource.Source + SampleSource.Source;

        /// <summary>What learning passes are made with.</summary>
        internal const string Learning = ElementSource.Source + LayerSource.Source + TrainingSource.Source + HeadSource.Source;

        /// <summary>A kernel by name.</summary>
        internal Kernel this[string name]
        {
            get
            {
                if (!functions.TryGetValue(name, out var function))
                    functions[name] = function = driver.Function(module, name);
                return new Kernel(driver, function, stream);
            }
        }

        /// <inheritdoc/>
        public void Dispose() => driver.UnloadModule(module);
    }

    /// <summary>A kernel on its stream.</summary>
    internal readonly struct Kernel
    {
        private readonly CudaDriver driver;
        private readonly IntPtr function;
        private readonly IntPtr stream;

        internal Kernel(CudaDriver driver, IntPtr function, IntPtr stream)
        {
            this.driver = driver;
            this.function = function;
            this.stream = stream;
        }

        /// <summary>Starts it.</summary>
        /// <param name="gridX">Blocks.</param>
        /// <param name="gridY">Blocks in the second dimension.</param>
        /// <param name="block">Threads a block.</param>
        /// <param name="shared">Bytes of shared memory that the launch decides.</param>
        /// <param name="arguments">See <see cref="Argument"/>.</param>
        internal void Launch(int gridX, int gridY, int block, int shared, ReadOnlySpan<ulong> arguments) =>
            driver.Launch(function, gridX, gridY, block, shared, stream, arguments);
    }

    /// <summary>Kernel arguments as the low bytes of a value.</summary>
    internal static class Argument
    {
        internal static ulong Of(IntPtr address) => (ulong)(long)address;

        internal static ulong Of(long number) => (ulong)number;

        internal static ulong Of(float number) => (uint)BitConverter.SingleToInt32Bits(number);
    }
}
