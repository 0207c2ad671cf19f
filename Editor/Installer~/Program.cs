using System;
using System.Globalization;
using System.Text;
using Repartee.Installer;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return new InstallerCommandLine(Console.Out, Console.Error).Run(args);
