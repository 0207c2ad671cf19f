#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Repartee.Training.Report
{
    /// <summary>Lines of a file that may be anything: one that is too long is not held in memory.</summary>
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
            for (int count = reader.Read(block, 0, block.Length); count > 0; count = reader.Read(block, 0, block.Length))
            {
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
