#nullable enable
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Package.Rules
{
    /// <summary>Arrows between names.</summary>
    public static class Graph
    {
        /// <summary>All that a name reaches over one arrow or more.</summary>
        public static IReadOnlyCollection<string> Reach<T>(string start, IReadOnlyDictionary<string, T> arrows)
            where T : IEnumerable<string>
        {
            var reached = new HashSet<string>();
            var waiting = new Stack<string>(new[] { start });
            while (waiting.Count > 0)
                if (arrows.TryGetValue(waiting.Pop(), out T? next))
                    foreach (string name in next.Where(reached.Add))
                        waiting.Push(name);
            return reached;
        }

        /// <summary>The names that reach themselves.</summary>
        public static IEnumerable<string> Cyclic<T>(IReadOnlyDictionary<string, T> arrows)
            where T : IEnumerable<string> => arrows.Keys.Where(name => Reach(name, arrows).Contains(name));
    }
}
