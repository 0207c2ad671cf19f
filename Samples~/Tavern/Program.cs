using System;
using System.Globalization;
using System.Text;
using Repartee.Samples.Cli;
using Repartee.Samples.Cli.Chat;
using Repartee.Samples.Tavern;

// Numbers read the same everywhere: on the console, in files, in options.
CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
Console.InputEncoding = Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var signals = new StopSignals();
var speaker = Speaker.AtConsole(signals.Interruption);
// Nobody may be there to end a talk where a build server has a terminal.
speaker = speaker with { IsPerson = speaker.IsPerson && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")) };
int exitCode = await new TavernProgram(Console.Out, Console.Error, speaker).RunAsync(args, signals.Token);
return exitCode == TavernProgram.Stopped ? signals.ExitCode : exitCode;
