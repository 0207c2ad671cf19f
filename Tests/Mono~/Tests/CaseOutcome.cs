using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;

namespace Repartee.Mono.Tests
{
    /// <summary>What became of one case of a test on Mono.</summary>
    internal sealed record CaseOutcome(string Class, string Method, string Name, string Result, string Message)
    {
        /// <param name="path">NUnit's XML.</param>
        public static IEnumerable<CaseOutcome> Read(string path) => XDocument.Load(path).Descendants("test-case").Select(Of);

        private static CaseOutcome Of(XElement found) => new(
            (string)found.Attribute("classname")!, (string)found.Attribute("methodname")!, (string)found.Attribute("name")!,
            (string)found.Attribute("result")!,
            string.Join('\n', found.Descendants("message").Concat(found.Descendants("stack-trace")).Select(text => text.Value)));
    }
}
