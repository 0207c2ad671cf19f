#nullable enable
using System.IO;
using System.Text;

namespace Repartee.Internal
{
    /// <summary>Reads lines that end with LF or CRLF, and never holds more than a limit of one line in memory.</summary>
    internal sealed class BoundedLineReader
    {
        private readonly TextReader _reader;
        private readonly int _limit;
        private readonly char[] _buffer = new char[16384];
        private readonly StringBuilder _line = new StringBuilder();
        private int _position;
        private int _length;

        /// <param name="reader">Where the text comes from; the caller disposes it.</param>
        /// <param name="limit">The longest line, in UTF-16 code units.</param>
        public BoundedLineReader(TextReader reader, int limit)
        {
            _reader = reader;
            _limit = limit;
        }

        /// <summary>The number of the line read last, counted from 1.</summary>
        public int LineNumber { get; private set; }

        /// <summary>Reads the next line.</summary>
        /// <param name="line">The line without its ending, or null when it is longer than the limit.</param>
        /// <returns>False at the end of the text.</returns>
        public bool TryRead(out string? line)
        {
            _line.Clear();
            line = null;
            bool tooLong = false;
            bool any = false;
            while (Fill())
            {
                any = true;
                int end = System.Array.IndexOf(_buffer, '\n', _position, _length - _position);
                int stop = end < 0 ? _length : end;
                tooLong |= _line.Length + (stop - _position) > _limit;
                if (!tooLong)
                    _line.Append(_buffer, _position, stop - _position);
                _position = end < 0 ? _length : end + 1;
                if (end >= 0)
                    break;
            }

            if (!any)
                return false;
            LineNumber++;
            if (!tooLong)
                line = Finished();
            return true;
        }

        private bool Fill()
        {
            if (_position < _length)
                return true;
            _position = 0;
            _length = _reader.Read(_buffer, 0, _buffer.Length);
            return _length > 0;
        }

        private string Finished()
        {
            string line = _line.ToString();
            if (LineNumber == 1 && line.StartsWith("\uFEFF", System.StringComparison.Ordinal))
                line = line.Substring(1);
            return line.EndsWith("\r", System.StringComparison.Ordinal) ? line.Substring(0, line.Length - 1) : line;
        }
    }
}
