using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Repartee.Editor.Tests")]
[assembly: InternalsVisibleTo("Repartee.TrainerHost.Tests")]
[assembly: InternalsVisibleTo("Repartee.Unity.Tests")]
