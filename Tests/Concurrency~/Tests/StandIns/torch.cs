namespace TorchSharp
{
    /// <summary>Stands here for libtorch, of which an actor's thread needs this alone.</summary>
#pragma warning disable CS8981                                          // its name there
    internal static class torch
    {
        internal static void set_num_threads(int threads) => _ = threads;
    }
}
