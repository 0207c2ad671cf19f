#nullable enable
using NUnit.Framework;
using Repartee.Training.Kernels;

namespace Repartee.Training.Tests.Kernels
{
    public sealed class FlashAttentionKernelTests
    {
        [Test]
        public void ItsSourceCompilesAgainstThisLibtorch() =>
            Assert.That(FlashAttentionKernel.Shared, Is.Not.Null);              // a source that does not would end the process
    }
}
