using System;
using System.Globalization;
using System.Text;
using Repartee.Samples.Cli;
using Repartee.Samples.Cli.Chat;

// Numbers and letters read the same everywhere: on the console, in files, in options.
CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
Console.InputEncoding = Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var signals = new StopSignals();
var terminal = new Terminal(Console.Out, Console.Error, Speaker.AtConsole(signals.Interruption));
int exitCode = await new CliProgram(terminal).RunAsync(args, signals.Token);
return exitCode == CliProgram.Stopped ? signals.ExitCode : exitCode;
