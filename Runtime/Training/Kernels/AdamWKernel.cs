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
    norm = torch.stack([g.norm() for g in grads]).norm()
    scale = (max_norm / (norm + 1e-6)).clamp(max=1.0)
    for g in grads:
        g.mul_(scale)
    return norm

def adamw(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor], norm: Tensor, lr: float, beta1: float, beta2: float, eps: float, decay: float) -> int:
    # p, g, m, v: [decayed, not decayed], flat float32; steps: one float32 scalar each; gradients are zero afterwards.
    bad = torch.logical_not(torch.isfinite(norm)).to(dtype=6)                    # (): 1 where the step must be skipped
    for i in range(len(p)):
        steps[i].add_(1 - bad)
        torch._fused_adamw_([p[i]], [g[i]], [m[i]], [v[i]], [], [steps[i]], lr=lr, beta1=beta1, beta2=beta2, weight_decay=(decay if i == 0 else 0.0), eps=eps, amsgrad=False, maximize=False, found_inf=bad)
        g[i].zero_()
    return len(p)
";
    }
}
