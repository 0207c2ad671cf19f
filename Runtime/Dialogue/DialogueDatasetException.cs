#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Dialogue
{
    /// <summary>
    /// A data set has lines that are no dialogue rows. The message lists the first ten of them, each with its line number, what was
    /// expected, what was found and what to do. <see cref="Exception.Source"/> is the name of the data set.
    /// </summary>
    public sealed class DialogueDatasetException : FormatException
    {
        /// <summary>How many bad lines are listed; more are only counted.</summary>
        public const int MaximumListed = 10;

        internal DialogueDatasetException(string source, IReadOnlyList<(int Line, string Problem)> problems, int problemCount)
            : base(Describe(source, problems, problemCount))
        {
            Source = source;
            LineNumber = problems[0].Line;
            LineNumbers = problems.Select(problem => problem.Line).ToArray();
            ProblemCount = problemCount;
        }

        /// <summary>The first bad line, counted from 1; 0 when the data set as a whole is at fault (it is empty).</summary>
        public int LineNumber { get; }

        /// <summary>The listed bad lines, counted from 1, at most <see cref="MaximumListed"/>.</summary>
        public IReadOnlyList<int> LineNumbers { get; }

        /// <summary>How many lines are bad, listed or not.</summary>
        public int ProblemCount { get; }

        private static string Describe(string source, IReadOnlyList<(int Line, string Problem)> problems, int problemCount)
        {
            IEnumerable<string> lines = problems.Select(problem =>
                problem.Line == 0 ? $"{source}: {problem.Problem}" : $"{source}, line {problem.Line}: {problem.Problem}");
            string text = string.Join("\n", lines);
            return problemCount > problems.Count
                ? $"{text}\n... and {problemCount - problems.Count} more ({problemCount} bad lines in all)."
                : text;
        }
    }
}
