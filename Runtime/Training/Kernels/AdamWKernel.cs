#nullable enable
namespace Repartee.Training.Kernels
{
    /// <summary>
    /// One optimiser step: gradient-norm clip over all parameters, then libtorch's fused AdamW (Loshchilov and Hutter 2019,
    /// arXiv 1711.05101). A gradient that is not finite changes nothing: the step is skipped on the device and shows in the norm.
    /// </summary>
    internal static class AdamWKernel
    {
        internal const string Source = @"
def clip_gradients(grads: List[Tensor], max_norm: float) -> Tensor:
    # grads: flat float32 tensors, scaled in place to a joint norm of at most max_norm. -> norm before the clip ()
    # On a GPU the dot product, which is ten times as fast as the norm of one large tensor there.
    norms: List[Tensor] = []
    for g in grads:
        if g.is_cuda:
            norms.append(torch.dot(g, g).sqrt())
        else:
            norms.append(g.norm())
    norm = torch.stack(norms).norm()
    scale = (max_norm / (norm + 1e-6)).clamp(max=1.0)
    for g in grads:
        g.mul_(scale)
    return norm

def adamw(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor], norm: Tensor, lr: float, beta1: float, beta2: float, eps: float, decay: float) -> int:
    # p, g, m, v: flat float32 tensors under one decay; steps: one float32 scalar each; gradients are zero afterwards.
    # The lists must come from the caller: a list made here is dead to TorchScript, which then drops the update without a word.
    bad = torch.logical_not(torch.isfinite(norm)).to(dtype=6)                    # (): 1 where the step must be skipped
    for step in steps:
        step.add_(1 - bad)
    torch._fused_adamw_(p, g, m, v, [], steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps, amsgrad=False, maximize=False, found_inf=bad)
    for gradient in g:
        gradient.zero_()
    return len(p)
";
    }
}
