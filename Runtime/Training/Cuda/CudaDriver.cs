#nullable enable
using System;
using System.Runtime.InteropServices;
using Repartee.Training.Native;

namespace Repartee.Training.Cuda
{
    /// <summary>
    /// The part of NVIDIA's driver interface that is used here (CUDA Driver API, docs.nvidia.com/cuda/cuda-driver-api), on the primary
    /// context of the first device, which libtorch uses too. Handles are valid on every thread that called <see cref="Enter"/>.
    /// </summary>
    internal sealed unsafe class CudaDriver
    {
        private readonly delegate* unmanaged[Cdecl]<int, byte**, int> errorText;
        private readonly delegate* unmanaged[Cdecl]<IntPtr, int> setContext;
        private readonly delegate* unmanaged[Cdecl]<int*, int, int, int> getAttribute;
        private readonly delegate* unmanaged[Cdecl]<IntPtr*, byte*, int> loadModule;
        private readonly delegate* unmanaged[Cdecl]<IntPtr, int> unloadModule;
        private readonly delegate* unmanaged[Cdecl]<IntPtr*, IntPtr, byte*, int> getFunction;
        private readonly delegate* unmanaged[Cdecl]<IntPtr, int, int, int> setFunction;
        private readonly delegate* unmanaged[Cdecl]<IntPtr*, uint, int, int> createStream;
        private readonly delegate* unmanaged[Cdecl]<int*, int*, int> priorities;
        private readonly delegate* unmanaged[Cdecl]<IntPtr, int> destroyStream;
        private readonly delegate* unmanaged[Cdecl]<IntPtr, int> synchronize;
        private readonly delegate* unmanaged[Cdecl]<LaunchConfig*, IntPtr, void**, void**, int> launch;
        private readonly delegate* unmanaged[Cdecl]<IntPtr, void*, UIntPtr, IntPtr, int> toDevice;
        private readonly delegate* unmanaged[Cdecl]<void*, IntPtr, UIntPtr, IntPtr, int> toHost;
        private readonly delegate* unmanaged[Cdecl]<IntPtr, IntPtr, UIntPtr, IntPtr, int> within;
        private readonly delegate* unmanaged[Cdecl]<IntPtr, uint, UIntPtr, IntPtr, int> fill;
        private readonly delegate* unmanaged[Cdecl]<void**, UIntPtr, uint, int> allocateHost;
        private readonly delegate* unmanaged[Cdecl]<void*, int> freeHost;
        private readonly delegate* unmanaged[Cdecl]<IntPtr, int, int> beginCapture;
        private readonly delegate* unmanaged[Cdecl]<IntPtr, IntPtr*, int> endCapture;
        private readonly delegate* unmanaged[Cdecl]<IntPtr*, IntPtr, ulong, int> instantiate;
        private readonly delegate* unmanaged[Cdecl]<IntPtr, IntPtr, int> launchGraph;
        private readonly delegate* unmanaged[Cdecl]<IntPtr, int> destroyGraph;
        private readonly delegate* unmanaged[Cdecl]<IntPtr, int> destroyExecutable;
        private readonly delegate* unmanaged[Cdecl]<UIntPtr*, int, int> totalMemory;
        private readonly IntPtr context;
        private readonly bool overlaps;

        /// <exception cref="CudaException">There is no driver, or it is too old.</exception>
        internal CudaDriver()
        {
            var f = NativeFunctions.Open(NativePlatform.IsWindows ? "nvcuda.dll" : "libcuda.so.1");
            errorText = (delegate* unmanaged[Cdecl]<int, byte**, int>)f["cuGetErrorString"];
            setContext = (delegate* unmanaged[Cdecl]<IntPtr, int>)f["cuCtxSetCurrent"];
            getAttribute = (delegate* unmanaged[Cdecl]<int*, int, int, int>)f["cuDeviceGetAttribute"];
            loadModule = (delegate* unmanaged[Cdecl]<IntPtr*, byte*, int>)f["cuModuleLoadData"];
            unloadModule = (delegate* unmanaged[Cdecl]<IntPtr, int>)f["cuModuleUnload"];
            getFunction = (delegate* unmanaged[Cdecl]<IntPtr*, IntPtr, byte*, int>)f["cuModuleGetFunction"];
            setFunction = (delegate* unmanaged[Cdecl]<IntPtr, int, int, int>)f["cuFuncSetAttribute"];
            createStream = (delegate* unmanaged[Cdecl]<IntPtr*, uint, int, int>)f["cuStreamCreateWithPriority"];
            priorities = (delegate* unmanaged[Cdecl]<int*, int*, int>)f["cuCtxGetStreamPriorityRange"];
            destroyStream = (delegate* unmanaged[Cdecl]<IntPtr, int>)f["cuStreamDestroy_v2"];
            synchronize = (delegate* unmanaged[Cdecl]<IntPtr, int>)f["cuStreamSynchronize"];
            launch = (delegate* unmanaged[Cdecl]<LaunchConfig*, IntPtr, void**, void**, int>)f["cuLaunchKernelEx"];
            toDevice = (delegate* unmanaged[Cdecl]<IntPtr, void*, UIntPtr, IntPtr, int>)f["cuMemcpyHtoDAsync_v2"];
            toHost = (delegate* unmanaged[Cdecl]<void*, IntPtr, UIntPtr, IntPtr, int>)f["cuMemcpyDtoHAsync_v2"];
            within = (delegate* unmanaged[Cdecl]<IntPtr, IntPtr, UIntPtr, IntPtr, int>)f["cuMemcpyDtoDAsync_v2"];
            fill = (delegate* unmanaged[Cdecl]<IntPtr, uint, UIntPtr, IntPtr, int>)f["cuMemsetD32Async"];
            allocateHost = (delegate* unmanaged[Cdecl]<void**, UIntPtr, uint, int>)f["cuMemHostAlloc"];
            freeHost = (delegate* unmanaged[Cdecl]<void*, int>)f["cuMemFreeHost"];
            beginCapture = (delegate* unmanaged[Cdecl]<IntPtr, int, int>)f["cuStreamBeginCapture_v2"];
            endCapture = (delegate* unmanaged[Cdecl]<IntPtr, IntPtr*, int>)f["cuStreamEndCapture"];
            instantiate = (delegate* unmanaged[Cdecl]<IntPtr*, IntPtr, ulong, int>)f["cuGraphInstantiateWithFlags"];
            launchGraph = (delegate* unmanaged[Cdecl]<IntPtr, IntPtr, int>)f["cuGraphLaunch"];
            destroyGraph = (delegate* unmanaged[Cdecl]<IntPtr, int>)f["cuGraphDestroy"];
            totalMemory = (delegate* unmanaged[Cdecl]<UIntPtr*, int, int>)f["cuDeviceTotalMem_v2"];
            destroyExecutable = (delegate* unmanaged[Cdecl]<IntPtr, int>)f["cuGraphExecDestroy"];
            Check(((delegate* unmanaged[Cdecl]<uint, int>)f["cuInit"])(0));
            IntPtr primary;
            Check(((delegate* unmanaged[Cdecl]<IntPtr*, int, int>)f["cuDevicePrimaryCtxRetain"])(&primary, 0));
            context = primary;
            Enter();
            overlaps = Capability >= 90;
        }

        /// <summary>The device's compute capability times ten: 90 for an H100.</summary>
        internal int Capability => 10 * Attribute(75) + Attribute(76);

        /// <summary>Shared memory that a block may have at most, bytes.</summary>
        internal int MostShared => Attribute(97);

        /// <summary>The device's memory, bytes.</summary>
        internal long MemoryBytes
        {
            get
            {
                UIntPtr bytes;
                Check(totalMemory(&bytes, 0));
                return (long)(ulong)bytes;
            }
        }

        /// <summary>Makes the context this thread's own.</summary>
        internal void Enter() => Check(setContext(context));

        internal IntPtr LoadModule(byte[] image)
        {
            IntPtr module;
            fixed (byte* bytes = image)
                Check(loadModule(&module, bytes));
            return module;
        }

        internal void UnloadModule(IntPtr module) => Check(unloadModule(module));

        internal IntPtr Function(IntPtr module, string name)
        {
            IntPtr function;
            fixed (byte* text = System.Text.Encoding.ASCII.GetBytes(name + '\0'))
                Check(getFunction(&function, module, text));
            Check(setFunction(function, 8, MostShared - 4096));                 // MAX_DYNAMIC_SHARED_SIZE_BYTES; kernels have a little of their own
            return function;
        }

        /// <summary>A stream that waits for no other, of the highest priority: a token is short, an update is long.</summary>
        internal IntPtr CreateStream()
        {
            int least, greatest;
            IntPtr stream;
            Check(priorities(&least, &greatest));
            Check(createStream(&stream, 1, greatest));
            return stream;
        }

        internal void DestroyStream(IntPtr stream) => Check(destroyStream(stream));

        /// <summary>Waits until the stream has done all it was given. Zero: libtorch's own.</summary>
        internal void Synchronize(IntPtr stream) => Check(synchronize(stream));

        /// <summary>Starts a kernel, on Hopper and later while the one before ends: each waits by itself (<c>after_previous</c> in
        /// <see cref="Sources.ElementSource"/>). Each argument is the low bytes of one value.</summary>
        internal void Launch(IntPtr function, int gridX, int gridY, int block, int shared, IntPtr stream, ReadOnlySpan<ulong> arguments)
        {
            void** pointers = stackalloc void*[arguments.Length];
            fixed (ulong* values = arguments)
            {
                for (int i = 0; i < arguments.Length; i++)
                    pointers[i] = values + i;
                var overlap = new LaunchAttribute { Id = 6, Value = 1 };         // PROGRAMMATIC_STREAM_SERIALIZATION
                var config = new LaunchConfig
                {
                    GridX = (uint)gridX,
                    GridY = (uint)gridY,
                    GridZ = 1,
                    BlockX = (uint)block,
                    BlockY = 1,
                    BlockZ = 1,
                    SharedBytes = (uint)shared,
                    Stream = stream,
                    Attributes = &overlap,
                    AttributeCount = overlaps && stream != IntPtr.Zero ? 1u : 0u,
                };
                Check(launch(&config, function, pointers, null));
            }
        }

        internal void CopyToDevice(IntPtr destination, void* source, long bytes, IntPtr stream) =>
            Check(toDevice(destination, source, (UIntPtr)(ulong)bytes, stream));

        internal void CopyToHost(void* destination, IntPtr source, long bytes, IntPtr stream) =>
            Check(toHost(destination, source, (UIntPtr)(ulong)bytes, stream));

        internal void CopyWithin(IntPtr destination, IntPtr source, long bytes, IntPtr stream) =>
            Check(within(destination, source, (UIntPtr)(ulong)bytes, stream));

        internal void Fill(IntPtr destination, uint value, long count, IntPtr stream) =>
            Check(fill(destination, value, (UIntPtr)(ulong)count, stream));

        /// <summary>Page-locked memory of the host.</summary>
        internal void* AllocateHost(long bytes)
        {
            void* memory;
            Check(allocateHost(&memory, (UIntPtr)(ulong)bytes, 0));
            return memory;
        }

        internal void FreeHost(void* memory) => Check(freeHost(memory));

        /// <summary>Records what <paramref name="work"/> gives to the stream instead of doing it.</summary>
        /// <returns>The executable graph.</returns>
        internal IntPtr Capture(IntPtr stream, Action work)
        {
            IntPtr graph, executable;
            Check(beginCapture(stream, 1));                                     // thread-local: other threads go on as they are
            try
            {
                work();
            }
            catch
            {
                endCapture(stream, &graph);
                throw;
            }

            Check(endCapture(stream, &graph));
            int result = instantiate(&executable, graph, 0);
            destroyGraph(graph);
            Check(result);
            return executable;
        }

        internal void LaunchGraph(IntPtr executable, IntPtr stream) => Check(launchGraph(executable, stream));

        internal void DestroyGraph(IntPtr executable) => Check(destroyExecutable(executable));

        private int Attribute(int number)
        {
            int value;
            Check(getAttribute(&value, number, 0));
            return value;
        }

        private void Check(int result)
        {
            if (result == 0)
                return;
            byte* text = null;
            errorText(result, &text);
            throw new CudaException($"CUDA said: {(text == null ? "unknown error" : Marshal.PtrToStringAnsi((IntPtr)text))} ({result}).");
        }

        [StructLayout(LayoutKind.Sequential)]
        private struct LaunchConfig
        {
            internal uint GridX;
            internal uint GridY;
            internal uint GridZ;
            internal uint BlockX;
            internal uint BlockY;
            internal uint BlockZ;
            internal uint SharedBytes;
            internal IntPtr Stream;
            internal LaunchAttribute* Attributes;
            internal uint AttributeCount;
        }

        [StructLayout(LayoutKind.Explicit, Size = 72)]
        private struct LaunchAttribute
        {
            [FieldOffset(0)]
            internal int Id;

            [FieldOffset(8)]
            internal int Value;
        }
    }
}
