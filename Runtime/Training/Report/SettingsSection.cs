#nullable enable
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Repartee.Training.Report
{
    /// <summary>What the run was told, and where it ran. Of the actor's path only the folder's name: pages are passed around.</summary>
    internal static class SettingsSection
    {
        private const int MostMembers = 64;

        private static readonly (string Key, string Name)[] MachineFacts =
        {
            ("os", "System"), ("architecture", "Architecture"), ("cpus", "CPUs"), ("device", "Device"), ("threads", "Threads"),
            ("libtorch", "libtorch"), ("dotnet", ".NET"), ("peakMemoryMb", "Most memory, MB"),
        };

        internal static void WriteTo(Html page, RunRecord run)
        {
            page.Raw("<section>").Element("h2", null, "Settings and machine").Raw("<div class=\"settings\">");
            if (run.Config.ValueKind == JsonValueKind.Object)
            {
                var members = run.Config.EnumerateObject().Take(MostMembers).ToList();
                WriteGroup(page, "Run", members.Where(m => m.Value.ValueKind != JsonValueKind.Object));
                foreach (var group in members.Where(m => m.Value.ValueKind == JsonValueKind.Object))
                    WriteGroup(page, Title(group.Name), group.Value.EnumerateObject().Take(MostMembers));
            }

            if (run.Machine.ValueKind == JsonValueKind.Object || run.Summary.ValueKind == JsonValueKind.Object)
                WriteMachine(page, run);
            page.Raw("</div></section>\n");
        }

        private static void WriteGroup(Html page, string title, IEnumerable<JsonProperty> members)
        {
            page.Raw("<div>").Element("h3", null, title).Raw("<dl class=\"pairs\">");
            foreach (var member in members.Where(m => m.Value.ValueKind != JsonValueKind.Null))
                Pair(page, Clipped.Name(member.Name), Shown(member));
            page.Raw("</dl></div>");
        }

        private static void WriteMachine(Html page, RunRecord run)
        {
            page.Raw("<div>").Element("h3", null, "Machine").Raw("<dl class=\"pairs\">");
            foreach (var (key, name) in MachineFacts)
            {
                if (Member(run.Summary, key) is JsonElement measured && key == "peakMemoryMb")
                    Pair(page, name, measured.ToString() ?? "");
                else if (Member(run.Machine, key) is JsonElement value)
                    Pair(page, name, value.ToString() ?? "");
            }

            page.Raw("</dl></div>");
        }

        private static JsonElement? Member(JsonElement of, string name) =>
            of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
                ? value : (JsonElement?)null;

        private static string Shown(JsonProperty member)
        {
            string text = member.Value.ToString() ?? "";
            bool isHash = text.Length >= 32 && text.All(letter => letter >= '0' && letter <= '9' || letter >= 'a' && letter <= 'f');
            return member.Name == "actor" ? text.TrimEnd('/', '\\').Split('/', '\\').Last()
                : isHash ? text.Substring(0, 12) + "\u2026" : text;
        }

        private static void Pair(Html page, string name, string value) =>
            page.Raw("<div>").Element("dt", null, name).Element("dd", null, Clipped.Text(value)).Raw("</div>");

        private static string Title(string name) => name switch
        {
            "ppo" => "PPO",
            "lora" => "LoRA",
            "rewards" => "Reward weights",
            "rewardModel" => "Reward model",
            _ => Clipped.Name(name.Length > 0 ? char.ToUpperInvariant(name[0]) + name.Substring(1) : name),
        };
    }
}
