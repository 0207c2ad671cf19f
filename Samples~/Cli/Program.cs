using System;
using System.Globalization;
using System.Text;
using Repartee.Samples.Cli;

// Numbers and letters read the same everywhere: on the console, in files, in options.
CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var signals = new StopSignals();
int exitCode = await new CliProgram(new Terminal(Console.Out, Console.Error)).RunAsync(args, signals.Token);
return exitCode == CliProgram.Stopped ? signals.ExitCode : exitCode;
