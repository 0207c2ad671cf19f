#nullable enable
using System.IO;
using Repartee.Internal;

namespace Repartee.Training.Report
{
    /// <summary>
    /// <c>report.html</c>: one page that shows a run, with nothing outside of it: no script, no network. Made from the run folder's files
    /// alone, so that it works for old runs, and while a run goes on. Thread-safe.
    /// </summary>
    public static class RunReport
    {
        /// <summary>Its name in the run folder.</summary>
        public const string FileName = "report.html";

        /// <summary>Writes the page, replacing one that is there.</summary>
        /// <param name="runFolder">A folder with <c>config.json</c> or <c>metrics.jsonl</c>. Broken lines are left out; the page says how
        /// many. Some seconds for a run of 100,000 updates, far less for most.</param>
        /// <returns>The page's full path.</returns>
        /// <exception cref="IOException">The folder holds no run, or can not be read or written.</exception>
        public static string Write(string runFolder)
        {
            string folder = Path.GetFullPath(runFolder);
            if (!File.Exists(Path.Combine(folder, RunRecord.ConfigFile)) && !File.Exists(Path.Combine(folder, RunRecord.MetricsFile)))
            {
                throw new FileNotFoundException(
                    $"Expected a run folder with {RunRecord.ConfigFile} or {RunRecord.MetricsFile}, but {folder} holds neither. "
                    + "Name the folder that training wrote into.");
            }

            string file = Path.Combine(folder, FileName);
            AtomicFile.WriteText(file, ReportPage.Of(RunRecord.Read(folder)));
            return file;
        }
    }
}
