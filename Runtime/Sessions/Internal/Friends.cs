#nullable enable
using System.Runtime.CompilerServices;

// Here and not in the project, so that Unity's compiler sees it too.
[assembly: InternalsVisibleTo("Repartee.Training")]
[assembly: InternalsVisibleTo("Repartee.TrainerHost")]
[assembly: InternalsVisibleTo("Repartee.Sessions.Tests")]
[assembly: InternalsVisibleTo("Repartee.Editor")]
[assembly: InternalsVisibleTo("Repartee.Editor.Tests")]
[assembly: InternalsVisibleTo("Repartee.Training.Tests")]
[assembly: InternalsVisibleTo("Repartee.Benchmarks")]
[assembly: InternalsVisibleTo("Repartee.TrainerHost.Tests")]
[assembly: InternalsVisibleTo("Repartee.Mono")]
[assembly: InternalsVisibleTo("Repartee.Fuzz.Tests")]
[assembly: InternalsVisibleTo("Repartee.Concurrency.Tests")]
