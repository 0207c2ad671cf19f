using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Repartee.Editor.Tests")]
