#nullable enable
using System.Linq;
using NUnit.Framework;

namespace Repartee.Training.Tests.Kernels
{
    /// <summary>
    /// The analyzer that refuses eager tensor mathematics reads source and misses compound assignments such as <c>x += 1</c>; what was
    /// compiled hides nothing.
    /// </summary>
    public sealed class EagerTensorMathTests
    {
        [Test]
        public void NoNumberSilentlyBecomesAScalar()
        {
            using var assembly = new TrainingAssembly();
            Assert.That(assembly.UsedMembers().Where(m => m == "TorchSharp.Scalar::op_Implicit"), Is.Empty);
        }

        [Test]
        public void NoOperatorMakesATemporaryTensor()
        {
            using var assembly = new TrainingAssembly();
            Assert.That(assembly.UsedMembers().Where(m => m.StartsWith("TorchSharp.torch+Tensor::op_")), Is.Empty);
        }

        [Test]
        public void TheReadingSeesWhatIsUsed()
        {
            using var assembly = new TrainingAssembly();
            Assert.That(assembly.UsedMembers(), Does.Contain("TorchSharp.torch+Tensor::backward").And.Contain("TorchSharp.torch::no_grad"));
        }
    }
}
