#nullable enable
using System.Linq;
using System.Xml.Linq;
using NUnit.Framework.Internal;

namespace Repartee.Mono
{
    /// <summary>Which tests run.</summary>
    internal static class TestSelection
    {
        /// <summary>All but those of <see cref="NotForMono"/>.</summary>
        /// <param name="pattern">Of these, the tests whose full name matches this regular expression; null for all.</param>
        public static TestFilter Of(string? pattern)
        {
            var filter = new XElement("and", NotForMono.Reasons.Keys.Select(Without));
            if (pattern != null)
                filter.Add(new XElement("test", new XAttribute("re", 1), pattern));
            return TestFilter.FromXml(filter.HasElements ? new XElement("filter", filter).ToString() : "<filter/>");
        }

        private static XElement Without(string name) => new XElement("not", new XElement("or",
            new XElement("class", name), new XElement("test", new XAttribute("re", 1), "^" + name.Replace(".", "\\.") + "($|\\()")));
    }
}
