#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;

namespace Repartee.Package.Rules
{
    /// <summary>A .csproj: the twin of an .asmdef for the .NET SDK.</summary>
    public sealed class Project
    {
        private readonly XElement xml;

        private Project(string path, XElement xml)
        {
            Path = path;
            this.xml = xml;
        }

        /// <summary>The file, from the root of the package.</summary>
        public string Path { get; }

        /// <summary>The projects it sees, from the root of the package; not those that are only built with it.</summary>
        public IEnumerable<string> ProjectReferences =>
            Items("ProjectReference").Where(item => (string?)item.Attribute("ReferenceOutputAssembly") != "false").Select(item => Resolve((string)item.Attribute("Include")!));

        /// <summary>The packages whose libraries its sources, and those of the projects that refer to it, see.</summary>
        public IEnumerable<string> PackageReferences => Items("PackageReference")
            .Where(item => (string?)item.Attribute("PrivateAssets") != "all").Select(item => (string)item.Attribute("Include")!);

        /// <summary>The folders below that are not its own, from the root of the package.</summary>
        public IEnumerable<string> RemovedFolders => xml.Descendants("Compile").Attributes("Remove")
            .SelectMany(remove => remove.Value.Split(';')).Where(pattern => pattern.EndsWith("/**", StringComparison.Ordinal))
            .Select(pattern => Resolve(pattern.Substring(0, pattern.Length - "/**".Length)));

        /// <summary>Reads one.</summary>
        public static Project Read(string path, PackageFiles files) => new Project(path, XElement.Parse(files.Text(path)));

        private IEnumerable<XElement> Items(string name) => xml.Descendants(name).Where(item => item.Attribute("Include") != null);

        private string Resolve(string relative)
        {
            var names = new Stack<string>(PackageFiles.FolderOf(Path).Split('/', StringSplitOptions.RemoveEmptyEntries));
            foreach (string name in relative.Replace('\\', '/').Split('/'))
                if (name == "..")
                    names.Pop();
                else if (name != ".")
                    names.Push(name);
            return string.Join("/", names.Reverse());
        }
    }
}
