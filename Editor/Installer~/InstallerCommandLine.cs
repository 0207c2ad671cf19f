using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using Repartee.Editor.Installation;

namespace Repartee.Installer;

/// <summary>From arguments to an exit code: 0 success, 1 a fault that the last lines tell, 2 wrong use, 130 stopped.</summary>
internal sealed class InstallerCommandLine
{
    private const int Stopped = 130;
    private readonly Option<string> project = new("--project")
    {
        Description = "The Unity project's folder. Default: the folder you are in.",
        HelpName = "FOLDER",
        Recursive = true,
        DefaultValueFactory = _ => ".",
    };

    private readonly Option<bool> stopWithInput = new(InstallerCommand.StopWithInput)
    {
        Description = "Stop when the standard input ends; the editor's menu uses it.",
        Recursive = true,
        Hidden = true,
    };

    private readonly Option<string> what = new("--what")
    {
        Description = "frozen: the managed libraries, to play frozen actors. process: and the trainer as a program of its own. "
            + "in-process: and TorchSharp inside of the Windows editor. Default: process.",
        HelpName = "KIND",
        DefaultValueFactory = _ => InstallOptionNames.Of(InstallKind.Process),
    };

    private readonly Option<string> torch = new("--torch")
    {
        Description = "The trainer's libtorch: cpu, cuda-windows, cuda-linux, or none to name your own with REPARTEE_LIBTORCH. Default: cpu.",
        HelpName = "BACKEND",
        DefaultValueFactory = _ => InstallOptionNames.Of(TorchBackend.Cpu),
    };

    private readonly Option<bool> keepExisting = new("--keep-existing")
    {
        Description = "Where the project has a library of its own, use that one and leave Repartee's out.",
    };

    private readonly TextWriter output;
    private readonly TextWriter error;
    private readonly string package;
    private readonly Command root;

    public InstallerCommandLine(TextWriter output, TextWriter error, string? package = null)
    {
        this.output = output;
        this.error = error;
        this.package = package ?? typeof(InstallerCommandLine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "PackageRoot").Value!;
        var install = new Command("install", "Lays libraries and the trainer into a Unity project; again to repair or update.")
        {
            what, torch, keepExisting,
        };
        var uninstall = new Command("uninstall", "Removes what install laid, but for files changed since.");
        var status = new Command("status", "Tells what is installed, and what of it is missing or changed.");
        install.SetAction(result => At(result, (installation, stop) => installation.Install(
            new InstallRequest(
                InstallOptionNames.Kind(result.GetValue(what)!), InstallOptionNames.Backend(result.GetValue(torch)!),
                result.GetValue(keepExisting)),
            stop)));
        uninstall.SetAction(result => At(result, (installation, _) => installation.Uninstall()));
        status.SetAction(result => At(result, (installation, _) => installation.Status()));
        root = new Command("installer", "Installs what Repartee needs into a Unity project. Nothing is fetched when a player is built.")
        {
            new HelpOption(), project, stopWithInput, install, uninstall, status,
        };
    }

    public int Run(IReadOnlyList<string> args)
    {
        ParseResult result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is { ClearsParseErrors: true })
            return result.Invoke(new InvocationConfiguration { Output = output, Error = error });
        string[] faults = result.CommandResult.Command == root
            ? [$"Expected one of {string.Join(", ", root.Subcommands.Select(verb => verb.Name))}, but found "
                + $"{(result.UnmatchedTokens.Count > 0 ? $"\"{result.UnmatchedTokens[0]}\"" : "nothing")}."]
            : result.Errors.Select(fault => fault.Message).ToArray();
        if (faults.Length == 0)
            return result.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        foreach (string fault in faults)
            error.WriteLine($"{fault} See --help.");
        return 2;
    }

    private int At(ParseResult result, Action<Installation, CancellationToken> act)
    {
        using var stopping = new StopRequest(result.GetValue(stopWithInput));
        try
        {
            var unity = UnityProject.Open(result.GetValue(project)!);
            act(new Installation(package, unity, output.WriteLine), stopping.Token);
            return 0;
        }
        catch (InstallationException fault)
        {
            error.WriteLine(fault.Message);
            return 1;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"Expected to write into the project, but the system said: {fault.Message} "
                + "See that the disk has room and that no other program holds the file, and run this again.");
            return 1;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("Stopped. Run install again to go on.");
            return Stopped;
        }
    }
}
