#nullable enable
using System;
using System.IO;
using UnityEngine.Networking;

namespace Repartee.Unity.Loading
{
    /// <summary>A file on its way out of the player's package: read through the engine, under another name until it is whole.</summary>
    internal sealed class PackedFile : IDisposable
    {
        private const string Unfinished = ".part";
        private readonly string target;
        private UnityWebRequest? request;

        /// <summary>Begins to copy, unless the file is there.</summary>
        /// <exception cref="IOException">The folder cannot be made.</exception>
        internal PackedFile(string url, string target)
        {
            this.target = target;
            if (File.Exists(target)) return;
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            request = new UnityWebRequest(url)
            {
                downloadHandler = new DownloadHandlerFile(target + Unfinished) { removeFileOnAbort = true },
            };
            request.SendWebRequest();
        }

        /// <summary>Whether the file is there. Call until it is.</summary>
        /// <exception cref="IOException">It could not be read or written.</exception>
        internal bool Poll()
        {
            if (request is null) return true;
            if (!request.isDone) return false;
            UnityWebRequest done = request;
            request = null;
            using (done)
            {
                if (done.result != UnityWebRequest.Result.Success)
                    throw new IOException(done.error);
            }

            File.Delete(target);
            File.Move(target + Unfinished, target);
            StreamingFile.DeleteOtherBuilds();
            return true;
        }

        public void Dispose()
        {
            request?.Dispose();                                                 // which aborts it
            request = null;
        }
    }
}
