#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Repartee.Training.Report
{
    /// <summary>Lines of a file that may be anything: one that is too long is not held in memory, and what never ends, a device or a log
    /// that grows while it is read, is read as far as it went at first.</summary>
    internal static class BoundedLines
    {
        private const int Longest = 1 << 20;                                    // characters

        /// <summary>Null in place of a line that is too long.</summary>
        internal static IEnumerable<string?> Of(string file)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, new UTF8Encoding(false));
            var block = new char[1 << 14];
            var line = new StringBuilder();
            bool tooLong = false;
            int count = 0;
            for (long left = stream.CanSeek ? stream.Length : 0; left > 0; left -= count)   // a character has one byte or more
            {
                count = reader.Read(block, 0, block.Length);
                if (count == 0)
                    break;
                for (int i = 0; i < count; i++)
                {
                    if (block[i] == '\n')
                    {
                        yield return tooLong ? null : line.ToString().Trim();
                        line.Clear();
                        tooLong = false;
                    }
                    else if (line.Length < Longest)
                    {
                        line.Append(block[i]);
                    }
                    else
                    {
                        tooLong = true;
                    }
                }
            }

            yield return tooLong ? null : line.ToString().Trim();
        }
    }
}
