using System;
using System.Globalization;
using System.Text;
using Repartee.Samples.Cli;
using Repartee.Samples.PlaySession;

// Numbers read the same everywhere: on the screen, in files, in options.
CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var signals = new StopSignals();
int exitCode = new PlaySessionProgram(Console.Out, Console.Error).Run(args, signals.Token);
return exitCode == PlaySessionProgram.Stopped ? signals.ExitCode : exitCode;
