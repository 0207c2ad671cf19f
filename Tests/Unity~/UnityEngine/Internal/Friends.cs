using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Repartee.Unity.Tests")]
