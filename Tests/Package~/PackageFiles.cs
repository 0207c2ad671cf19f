#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Repartee.Package
{
    /// <summary>The files of a package by their paths from its root, written with '/'. Contents are read when they are asked for.</summary>
    public sealed class PackageFiles
    {
        private static readonly UTF8Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        private readonly SortedDictionary<string, Func<byte[]>> contents =
            new SortedDictionary<string, Func<byte[]>>(StringComparer.Ordinal);
        private readonly HashSet<string> folders = new HashSet<string>(StringComparer.Ordinal);

        private PackageFiles(IEnumerable<KeyValuePair<string, Func<byte[]>>> files)
        {
            foreach (KeyValuePair<string, Func<byte[]>> file in files)
            {
                contents.Add(file.Key, file.Value);
                for (string folder = FolderOf(file.Key); folder.Length > 0; folder = FolderOf(folder))
                    folders.Add(folder);
            }
        }

        /// <summary>All files.</summary>
        public IEnumerable<string> Paths => contents.Keys;

        /// <summary>All folders that hold a file somewhere below; the root is not among them.</summary>
        public IEnumerable<string> Folders => folders;

        /// <summary>A package of texts at hand.</summary>
        public static PackageFiles Of(params (string Path, string Text)[] files) => new PackageFiles(files.Select(file =>
            new KeyValuePair<string, Func<byte[]>>(file.Path, () => Utf8.GetBytes(file.Text))));

        /// <summary>Files on disk.</summary>
        public static PackageFiles On(string root, IEnumerable<string> paths) => new PackageFiles(paths.Select(path =>
        {
            var bytes = new Lazy<byte[]>(() => File.ReadAllBytes(Path.Combine(root, path)));
            return new KeyValuePair<string, Func<byte[]>>(path, () => bytes.Value);
        }));

        /// <summary>Does Unity pass over this file or folder? So it does for names that start with '.' or end with '~'.</summary>
        public static bool IsHidden(string path) => path.Split('/').Any(name =>
            name.StartsWith('.') || name.EndsWith('~') || name.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase)
            || name.Equals("cvs", StringComparison.OrdinalIgnoreCase));

        /// <summary>The folder a file or folder stands in, "" for the root.</summary>
        public static string FolderOf(string path) => path.Contains('/') ? path.Substring(0, path.LastIndexOf('/')) : "";

        /// <summary>Is there such a file?</summary>
        public bool HasFile(string path) => contents.ContainsKey(path);

        /// <summary>Is there such a folder?</summary>
        public bool HasFolder(string path) => folders.Contains(path);

        /// <summary>The bytes of a file.</summary>
        public byte[] Bytes(string path) => contents[path]();

        /// <summary>The text of a file.</summary>
        public string Text(string path) => Utf8.GetString(Bytes(path)).TrimStart('\uFEFF');

        /// <summary>Is it a text? A file with a zero among its first 8000 bytes is none, as git has it.</summary>
        public bool IsText(string path) => !Bytes(path).Take(8000).Contains((byte)0);

        /// <summary>The visible C# files below a folder.</summary>
        public IEnumerable<string> Sources(string folder) => Paths.Where(path =>
            path.EndsWith(".cs", StringComparison.Ordinal) && path.StartsWith(folder + "/", StringComparison.Ordinal) && !IsHidden(path));
    }
}
