using System.IO;

namespace UnityEngine.Networking
{
    public sealed class DownloadHandlerFile : DownloadHandler
    {
        private readonly string _path;

        public DownloadHandlerFile(string path)
        {
            _path = path;
            Directory.CreateDirectory(Path.GetDirectoryName(path));
        }

        public bool removeFileOnAbort { get; set; }

        internal void Write(byte[] bytes) => File.WriteAllBytes(_path, bytes);

        internal void Abort()
        {
            if (removeFileOnAbort)
                File.Delete(_path);
        }
    }
}
