#nullable enable
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using static TorchSharp.torch;

namespace Repartee.Training.Critic
{
    /// <summary>A value head and the policy whose last layer it reads: the actor's own, or the backbone with the critic's adapter. Owns
    /// neither.</summary>
    internal sealed class CriticView
    {
        private readonly Policy backbone;
        private readonly ValueHead head;
        private readonly bool sharesActor;

        internal CriticView(Policy backbone, ValueHead head, bool sharesActor)
        {
            this.backbone = backbone;
            this.head = head;
            this.sharesActor = sharesActor;
        }

        /// <summary>One value a chosen token (N'), without gradients.</summary>
        /// <param name="packed">The rows.</param>
        /// <param name="actorHidden">The actor's last layer for them, (B,T,D).</param>
        internal float[] Values(PackedRows packed, Tensor actorHidden)
        {
            using var noGrad = no_grad();
            using var own = sharesActor ? null : TrunkPass.Infer(backbone, packed);
            using var values = (Tensor)KernelUnit.Shared.invoke("values", head.Kernel, own ?? actorHidden, packed.Index)!;
            return HostCopy.Floats(values);
        }
    }
}
