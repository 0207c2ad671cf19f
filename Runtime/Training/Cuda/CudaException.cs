#nullable enable
using System;

namespace Repartee.Training.Cuda
{
    /// <summary>CUDA refused something, or a part of it is missing.</summary>
    internal sealed class CudaException : Exception
    {
        internal CudaException(string message)
            : base(message)
        {
        }
    }
}
