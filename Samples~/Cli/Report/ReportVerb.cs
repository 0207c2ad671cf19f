using System.CommandLine;
using Repartee.Samples.Cli.Options;
using Repartee.Training.Report;

namespace Repartee.Samples.Cli.Report;

/// <summary><c>report</c>: one page that shows a run.</summary>
internal sealed class ReportVerb
{
    private const string About =
        "Write report.html into a run's folder: one page, without script or network, with the run's curves, replies before and after, "
        + "health, settings and machine. Also for old runs, and while one goes on. Needs no libtorch.";

    private readonly Option<string?> run = CheckedOption.Text(
        "--run", "DIR", "The run's folder, with config.json or metrics.jsonl.", required: true);

    public ReportVerb(Terminal terminal)
    {
        Command = new Command("report", About) { run };
        Command.SetAction(parsed =>
        {
            string folder = ActorOptions.Existing(run.Name, parsed.GetValue(run)!, "the folder of a run");
            terminal.Output.WriteLine(RunReport.Write(folder));
            return 0;
        });
    }

    public Command Command { get; }
}
