#nullable enable
using System;
using System.IO;

namespace Repartee.Internal
{
    /// <summary>A file that appears whole or not at all: written under another name, flushed to the disk, then renamed.</summary>
    internal static class AtomicFile
    {
        public static void Write(string path, Action<Stream> write)
        {
            string unfinished = path + ".tmp";
            try
            {
                using (FileStream stream = File.Create(unfinished))
                {
                    write(stream);
                    stream.Flush(flushToDisk: true);
                }

                if (File.Exists(path))
                    File.Replace(unfinished, path, null);
                else
                    File.Move(unfinished, path);
            }
            catch
            {
                File.Delete(unfinished);
                throw;
            }
        }
    }
}
