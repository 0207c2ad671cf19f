#nullable enable
using System.Runtime.CompilerServices;

// Here and not in the project, so that Unity's compiler sees it too.
[assembly: InternalsVisibleTo("Repartee.Editor.Tests")]
[assembly: InternalsVisibleTo("Repartee.TrainerHost.Tests")]
[assembly: InternalsVisibleTo("Repartee.Fuzz.Tests")]
