#nullable enable
using System;
using System.IO;
using System.Linq;
using Repartee.Training.Native;

namespace Repartee.Training.Cuda
{
    /// <summary>Matrix products by cuBLAS (docs.nvidia.com/cuda/cublas), on one stream. Sums are float32. One thread at a time.</summary>
    internal sealed unsafe class MatrixProducts : IDisposable
    {
        /// <summary>What NVIDIA recommends for Hopper; more than enough before it.</summary>
        internal const int WorkspaceBytes = 32 << 20;

        private const int Single = 0, BFloat16 = 14, Compute32F = 68;           // cudaDataType and cublasComputeType_t

        private readonly delegate* unmanaged[Cdecl]<IntPtr, int, int, int, int, int, void*, IntPtr, int, int, IntPtr, int, int, void*, IntPtr, int, int, int, int, int> product;
        private readonly delegate* unmanaged[Cdecl]<IntPtr, int> destroy;
        private readonly IntPtr handle;
        private readonly int element;

        /// <param name="libTorchFolder">Where libtorch was loaded from.</param>
        /// <param name="stream">Where products run.</param>
        /// <param name="workspace"><see cref="WorkspaceBytes"/> of device memory, the caller's: with it products can be captured in graphs.</param>
        /// <param name="singles">Whether elements are float32 instead of bfloat16.</param>
        internal MatrixProducts(string libTorchFolder, IntPtr stream, IntPtr workspace, bool singles)
        {
            var torch = Path.Combine(libTorchFolder, NativePlatform.FileName("torch_cuda"));     // on Linux linked to the cuBLAS of its version
            var names = NativeFunctions.ToolkitNames("cublas");
            var f = NativeFunctions.Open((NativePlatform.IsWindows ? names : names.Prepend(torch)).ToArray());
            product = (delegate* unmanaged[Cdecl]<IntPtr, int, int, int, int, int, void*, IntPtr, int, int, IntPtr, int, int, void*, IntPtr, int, int, int, int, int>)f["cublasGemmEx"];
            destroy = (delegate* unmanaged[Cdecl]<IntPtr, int>)f["cublasDestroy_v2"];
            element = singles ? Single : BFloat16;
            IntPtr made;
            Check(((delegate* unmanaged[Cdecl]<IntPtr*, int>)f["cublasCreate_v2"])(&made));
            handle = made;
            Check(((delegate* unmanaged[Cdecl]<IntPtr, IntPtr, int>)f["cublasSetStream_v2"])(handle, stream));
            Check(((delegate* unmanaged[Cdecl]<IntPtr, IntPtr, UIntPtr, int>)f["cublasSetWorkspace_v2"])(handle, workspace, (UIntPtr)WorkspaceBytes));
        }

        /// <summary>y (n,out) = [y +] x (n,in) · weight (out,in)ᵀ, all elements.</summary>
        internal void Linear(IntPtr x, IntPtr weight, IntPtr y, int n, int inputs, int outputs, bool add = false) =>
            Run(true, false, outputs, n, inputs, 1f, weight, inputs, x, inputs, add ? 1f : 0f, y, element, outputs);

        /// <summary>The same with y float32; added to it where <paramref name="add"/> is set.</summary>
        internal void LinearSingle(IntPtr x, IntPtr weight, IntPtr y, int n, int inputs, int outputs, bool add) =>
            Run(true, false, outputs, n, inputs, 1f, weight, inputs, x, inputs, add ? 1f : 0f, y, Single, outputs);

        /// <summary>y (n,out) = [y +] scale · x (n,in) · weight (out,in)ᵀ on parts of wider matrices, whose rows lie <paramref name="strideX"/> and
        /// <paramref name="strideY"/> apart.</summary>
        internal void PartOfLinear(
            IntPtr x, int strideX, IntPtr weight, IntPtr y, int strideY, bool singleY, int n, int inputs, int outputs, float scale, bool add) =>
            Run(true, false, outputs, n, inputs, scale, weight, inputs, x, strideX, add ? 1f : 0f, y, singleY ? Single : element, strideY);

        /// <summary>dx (n,in) = [dx +] scale · dy (n,out) · weight (out,in): the way back to a product's input.</summary>
        internal void InputGradient(IntPtr dy, int strideY, IntPtr weight, IntPtr dx, int strideX, int n, int inputs, int outputs, float scale, bool add) =>
            Run(false, false, inputs, n, outputs, scale, weight, inputs, dy, strideY, add ? 1f : 0f, dx, element, strideX);

        /// <summary>dw (out,in) float32 += scale · dy (n,out)ᵀ · x (n,in): the way back to a product's weight.</summary>
        internal void WeightGradient(IntPtr dy, int strideY, IntPtr x, int strideX, IntPtr dw, int n, int inputs, int outputs, float scale) =>
            Run(false, true, inputs, outputs, n, scale, x, strideX, dy, strideY, 1f, dw, Single, inputs);

        /// <inheritdoc/>
        public void Dispose() => Check(destroy(handle));

        // cuBLAS counts columns first: a row-major (r,c) is its column-major (c,r).
        private void Run(
            bool turnA, bool turnB, int m, int n, int k, float alpha, IntPtr a, int strideA, IntPtr b, int strideB, float beta, IntPtr c, int typeC, int strideC) =>
            Check(product(
                handle, turnA ? 1 : 0, turnB ? 1 : 0, m, n, k, &alpha, a, element, strideA, b, element, strideB, &beta, c, typeC, strideC, Compute32F, -1));

        private static void Check(int result)
        {
            if (result != 0)
                throw new CudaException($"cuBLAS failed with code {result} (docs.nvidia.com/cuda/cublas, cublasStatus_t).");
        }
    }
}
