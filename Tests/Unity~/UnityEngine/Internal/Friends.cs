using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Repartee.Unity.Tests")]
[assembly: InternalsVisibleTo("Repartee.Editor.Tests")]
[assembly: InternalsVisibleTo("UnityEditor")]
