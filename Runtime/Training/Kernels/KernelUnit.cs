#nullable enable
using TorchSharp;

namespace Repartee.Training.Kernels
{
    /// <summary>
    /// All kernels as one TorchScript unit, compiled at first use (about 20 ms) and shared by all threads. One call is one native call:
    /// no eager operation can be torn by a garbage collection in between. Arguments must be kept alive by the caller:
    /// fields or <c>using</c> locals, never temporaries.
    /// </summary>
    internal static class KernelUnit
    {
        internal const string Source =
            TrunkKernel.Source + ScoreKernel.Source + SampleKernel.Source + DecodeKernel.Source + LoraKernel.Source +
            PpoLossKernel.Source + CrossEntropyKernel.Source + RewardModelKernel.Source + AdamWKernel.Source;

        internal static readonly torch.jit.CompilationUnit Shared = torch.jit.compile(Source);
    }
}
