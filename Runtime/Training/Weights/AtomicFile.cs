#nullable enable
using System;
using System.IO;
using System.Text;

namespace Repartee.Training.Weights
{
    /// <summary>
    /// Writes a file so that its name always holds a complete one: to a temporary name in the same folder, flushed to the disk,
    /// then renamed. When writing fails, the old file stays and the temporary one is removed. Thread-safe.
    /// </summary>
    public static class AtomicFile
    {
        /// <summary>Writes a file, replacing one of that name.</summary>
        /// <param name="path">The file; its folder must exist.</param>
        /// <param name="write">Writes the whole content; an exception from it reaches the caller.</param>
        /// <exception cref="IOException">The folder does not exist or the file cannot be written.</exception>
        /// <exception cref="UnauthorizedAccessException">The folder or the file is not writable.</exception>
        public static void Write(string path, Action<Stream> write)
        {
            if (write == null) throw new ArgumentNullException(nameof(write));
            string full = Path.GetFullPath(path);
            string temporary = $"{full}.{Guid.NewGuid():N}.tmp";
            try
            {
                using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
                {
                    write(stream);
                    stream.Flush(true);
                }

                Rename(temporary, full);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }

        /// <summary>Writes a text file as UTF-8 without a byte order mark, replacing one of that name.</summary>
        /// <param name="path">The file; its folder must exist.</param>
        /// <param name="text">The whole content.</param>
        /// <exception cref="IOException">The folder does not exist or the file cannot be written.</exception>
        /// <exception cref="UnauthorizedAccessException">The folder or the file is not writable.</exception>
        public static void WriteText(string path, string text)
        {
            byte[] bytes = new UTF8Encoding(false, true).GetBytes(text);
            Write(path, stream => stream.Write(bytes, 0, bytes.Length));
        }

        private static void Rename(string from, string to)
        {
#if NET8_0_OR_GREATER
            File.Move(from, to, true);
#else
            if (File.Exists(to)) File.Replace(from, to, null);
            else File.Move(from, to);
#endif
        }
    }
}
