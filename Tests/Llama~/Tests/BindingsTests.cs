using System;
using System.IO;
using NUnit.Framework;

namespace Repartee.Llama.Tests;

/// <summary>The structures lie in memory as the library has them: every default is where it should be.</summary>
public sealed class BindingsTests
{
    [Test]
    public void DefaultsOfLoadingAreWhereTheStructureSays()
    {
        LlamaModelParams found = LlamaNative.DefaultModelParams();
        Assert.That(found, Is.EqualTo(new LlamaModelParams
        {
            GpuLayers = -1,
            SplitMode = 1, // by layers
            LoadMode = LlamaLoadMode.Auto,
            LazyMode = 1, // auto
            UseExtraBufferTypes = 1,
        }));
    }

    [Test]
    public void DefaultsOfAContextAreWhereTheStructureSays()
    {
        LlamaContextParams found = LlamaNative.DefaultContextParams();
        Assert.That(found, Is.EqualTo(new LlamaContextParams
        {
            Context = 512,
            Batch = 2048,
            MicroBatch = 512,
            Sequences = 1,
            MostOutputsOfSequence = 1,
            Threads = 4,
            ThreadsOfBatch = 4,
            RopeScalingType = -1,
            PoolingType = -1,
            AttentionType = -1,
            FlashAttention = LlamaFlashAttention.Auto,
            YarnExtensionFactor = -1,
            YarnAttentionFactor = -1,
            YarnBetaFast = -1,
            YarnBetaSlow = -1,
            DefragmentThreshold = -1,
            KeyType = LlamaCacheType.F16,
            ValueType = LlamaCacheType.F16,
            OffloadAttention = 1,
            NoPerformanceTimers = 1,
            OffloadOperations = 1,
            FullSlidingWindowCache = 1,
        }));
    }

    [Test]
    public void DefaultsOfAThreadPoolAreWhereTheStructureSays()
    {
        ThreadPoolParams found = DefaultThreadPool(threads: 2);
        Assert.Multiple(() =>
        {
            Assert.That(found.Threads, Is.EqualTo(2));
            Assert.That(found.Priority, Is.Zero);
            Assert.That(found.Poll, Is.EqualTo(50));
            Assert.That(found.StrictPlacement, Is.Zero);
            Assert.That(found.Paused, Is.Zero);
            Assert.That(((ReadOnlySpan<byte>)found.Processors).ToArray(), Is.All.Zero);
        });
    }

    [Test]
    public void TheCodeForThisProcessorIsLoaded() => Assert.That(LlamaLibrary.SystemInfo(), Does.StartWith("CPU : SSE3 = 1"));

    [Test]
    public void AFileThatIsNoModelIsRefusedWithLlamasWords()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "no model");
            Assert.That(
                () => LlamaModel.Load(path),
                Throws.InstanceOf<InvalidDataException>().With.Message.Contains(path).And.Message.Contains("magic"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static unsafe ThreadPoolParams DefaultThreadPool(int threads)
    {
        ThreadPoolParams found;
        LlamaNative.InitThreadPoolParams(&found, threads);
        return found;
    }
}
