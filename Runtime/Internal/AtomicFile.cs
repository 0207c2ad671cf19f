#nullable enable
using System;
using System.IO;
using System.Text;

namespace Repartee.Internal
{
    /// <summary>
    /// Writes a file so that its name always holds a complete one: to a temporary name in the same folder, flushed to the disk,
    /// then renamed. When writing fails, the old file stays and the temporary one is removed. Thread-safe.
    /// </summary>
    internal static class AtomicFile
    {
        /// <summary>Writes a file, replacing one of that name. Its folder must exist; an exception of <paramref name="write"/>
        /// passes.</summary>
        internal static void Write(string path, Action<Stream> write)
        {
            string full = Path.GetFullPath(path);
            string temporary = $"{full}.{Guid.NewGuid():N}.tmp";
            try
            {
                using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
                {
                    write(stream);
                    stream.Flush(flushToDisk: true);
                }

                Rename(temporary, full);
            }
            catch
            {
                Forget(temporary);
                throw;
            }
        }

        /// <summary>Writes UTF-8 without a byte order mark.</summary>
        internal static void WriteText(string path, string text)
        {
            byte[] bytes = new UTF8Encoding(false, true).GetBytes(text);
            Write(path, stream => stream.Write(bytes, 0, bytes.Length));
        }

        /// <summary>Where even this fails, why the writing failed is what the caller must hear.</summary>
        private static void Forget(string temporary)
        {
            try
            {
                File.Delete(temporary);
            }
            catch (Exception error) when (error is IOException || error is UnauthorizedAccessException)
            {
            }
        }

        private static void Rename(string from, string to)
        {
#if NET8_0_OR_GREATER
            File.Move(from, to, overwrite: true);
#else
            if (File.Exists(to))
                File.Replace(from, to, null);
            else
                File.Move(from, to);
#endif
        }
    }
}
