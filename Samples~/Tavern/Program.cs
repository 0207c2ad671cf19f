using System;
using System.Globalization;
using Repartee.Samples.Tavern;

// Numbers read the same everywhere: on the console, in files, in options.
CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
using var signals = new StopSignals();
int exitCode = await new TavernProgram(Console.Out, Console.Error).RunAsync(args, signals.Token);
return exitCode == TavernProgram.Stopped ? signals.ExitCode : exitCode;
