#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Repartee.Package.Metas
{
    /// <summary>
    /// Writes the .meta files Unity would write, with GUIDs that follow from the path, so that two people who add the same file agree.
    /// A .meta that exists is never changed: its GUID is how scenes and prefabs refer to the file, wherever it moves.
    /// </summary>
    public static class MetaWriter
    {
        /// <summary>Writes what is missing, deletes what has lost its file, and names each change.</summary>
        public static IReadOnlyList<string> Update(string root, PackageFiles files)
        {
            var changes = new List<string>();
            foreach (string meta in MetaPaths.Orphans(files))
            {
                File.Delete(Path.Combine(root, meta));
                changes.Add("- " + meta);
            }

            HashSet<string> taken = MetaPaths.Present(files).Except(MetaPaths.Orphans(files))
                .Select(meta => MetaText.GuidOf(files.Text(meta)) ?? "").ToHashSet();
            foreach (string asset in MetaPaths.Missing(files))
            {
                string guid = NewGuid(asset, taken);
                taken.Add(guid);
                File.WriteAllText(Path.Combine(root, asset + ".meta"), MetaText.Write(asset, files.HasFolder(asset), guid));
                changes.Add("+ " + asset + ".meta");
            }

            return changes;
        }

        /// <summary>The GUID of a new file: the MD5 of its path, or of a longer text when a moved file has taken that one.</summary>
        public static string NewGuid(string path, ICollection<string> taken)
        {
            string name = "com.repartee.npc/" + path;
            while (true)
            {
                // MD5 is a name here, not a secret.
#pragma warning disable CA5351
                string guid = System.Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(name))).ToLowerInvariant();
#pragma warning restore CA5351
                if (!taken.Contains(guid))
                    return guid;
                name += "'";
            }
        }
    }
}
