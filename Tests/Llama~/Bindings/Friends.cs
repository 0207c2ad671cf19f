using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Repartee.Llama.Tests")]
