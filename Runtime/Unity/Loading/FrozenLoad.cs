#nullable enable
using System;
using System.IO;
using System.Threading.Tasks;
using Repartee.Frozen;

namespace Repartee.Unity.Loading
{
    /// <summary>A frozen actor on its way from StreamingAssets into memory. Belongs to the main thread, and never blocks it where there are
    /// other threads.</summary>
    internal sealed class FrozenLoad : IDisposable
    {
        private readonly string location;
        private readonly string path;
        private readonly FrozenActorOptions options;
        private PackedFile? unpacking;
        private Task<FrozenActor>? loading;
        private bool over;

        internal FrozenLoad(string relative, FrozenActorOptions options)
        {
            this.options = options;
            location = StreamingFile.Locate(relative);
            path = StreamingFile.IsPacked(location) ? StreamingFile.UnpackedPath(relative) : location;
        }

        /// <summary>The actor, once it is loaded.</summary>
        internal FrozenActor? Actor { get; private set; }

        /// <summary>Why it was not loaded; null while it may be.</summary>
        internal string? Fault { get; private set; }

        /// <summary>Goes on; call each frame.</summary>
        /// <returns>Whether it is over since this call: there is an <see cref="Actor"/> or a <see cref="Fault"/>.</returns>
        internal bool Poll()
        {
            if (over) return false;
            try
            {
                if (!IsUnpacked()) return false;
                loading ??= Begin(Existing());
                if (!loading.IsCompleted) return false;
                Actor = loading.GetAwaiter().GetResult();
            }
            catch (Exception problem)                                           // files are untrusted, and so is what reads them
            {
                Fault = problem.Message;
            }

            return over = true;
        }

        public void Dispose()
        {
            over = true;
            unpacking?.Dispose();
            if (Actor != null)
                Release(Actor);
            else
                loading?.ContinueWith(loaded => Release(loaded.Result), TaskContinuationOptions.OnlyOnRanToCompletion);
            Actor = null;
        }

        private static void Release(FrozenActor actor)
        {
            // Its threads end elsewhere: the main thread waits for nobody.
            _ = actor.DisposeAsync();
        }

        private Task<FrozenActor> Begin(string file) =>
            options.Stepped ? Task.FromResult(FrozenActor.Load(file, options)) : FrozenActor.LoadAsync(file, options);

        private bool IsUnpacked()
        {
            if (path == location) return true;
            unpacking ??= new PackedFile(location, path);
            return unpacking.Poll();
        }

        private string Existing() => File.Exists(path)
            ? path
            : throw new FileNotFoundException(
                $"there is no file \"{path}\". Freeze a checkpoint into StreamingAssets, or correct Frozen File");
    }
}
