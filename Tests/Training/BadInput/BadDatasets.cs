#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Repartee.Dialogue;

namespace Repartee.Training.Tests.BadInput
{
    /// <summary>Files that are no dialogue rows.</summary>
    internal static class BadDatasets
    {
        private const string Sound = "{\"persona\": \"Innkeeper\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello.\"}]}";

        internal static IEnumerable<BadInputCase> All()
        {
            yield return Lines("an empty file");
            yield return Lines("a line cut off", Sound, Sound.Substring(0, 40));
            yield return Lines("plain text", "Hello there.");
            yield return Lines("one JSON array instead of a row a line", $"[{Sound}, {Sound}]");
            yield return Lines("a role that is none", Sound.Replace("user", "player"));
            yield return Lines("a message without content", "{\"messages\": [{\"role\": \"user\"}]}");
            yield return Lines("a row with both forms", "{\"role\": \"user\", \"content\": \"Hi.\", \"messages\": []}");
            yield return Lines("a row with nothing to answer", "{\"persona\": \"\", \"messages\": []}");
            yield return Lines("a blank solution", Sound.Replace("\"persona\"", "\"solution\": \" \", \"persona\""));
            yield return Lines("the same name twice", Sound.Replace("\"messages\"", "\"persona\": \"Guard\", \"messages\""));
            yield return new BadInputCase(
                "text in Latin-1, not UTF-8",
                folder => Read(folder, file => File.WriteAllText(file, Sound.Replace("Hello", "Grüß Gott"), Encoding.Latin1)));
            yield return Lines("two bad lines", "{}", Sound, "[]");
        }

        private static BadInputCase Lines(string title, params string[] lines) =>
            new BadInputCase(title, folder => Read(folder, file => BadInputFiles.WriteLines(file, lines)));

        private static void Read(string folder, Action<string> write)
        {
            string file = Path.Combine(folder, "tavern.jsonl");
            write(file);
            DialogueDataset.Read(file);
        }
    }
}
