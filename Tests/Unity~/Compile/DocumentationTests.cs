using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Repartee.Package;

namespace Repartee.Unity.Compile;

/// <summary>Documents show code that compiles, menus that are there, and messages as they are said.</summary>
public sealed class DocumentationTests
{
    private const string Unity = "Documentation~/unity.md";
    private const string Game = """{"name": "NAME", "references": ["Repartee", "Repartee.Unity"], "precompiledReferences": []}""";
    private const string Program = """
        {
            "name": "NAME", "noEngineReferences": true,
            "references": ["Repartee", "Repartee.Frozen", "Repartee.Sessions", "Repartee.Training"],
            "precompiledReferences": ["Microsoft.Extensions.Logging.Abstractions.dll", "System.Text.Json.dll"]
        }
        """;

    // What Unity has, and what our menus hang on.
    private static readonly string[] EngineMenus = ["Edit > Project Settings > ", "Assets > Create > "];

    private static readonly Lazy<PackageFiles> Files = new(Repository.Read);

    private static IEnumerable<string> Blocks => Code(Unity);

    private static IEnumerable<TestCaseData> Programs =>
        from document in new[] { "README.md", "Documentation~/frozen.md" }
        from code in Code(document)
        select new TestCaseData(code).SetArgDisplayNames($"{document}: {code.Trim().Split('\n')[0]}");

    [TestCaseSource(nameof(Blocks))]
    public void AScriptOfTheGuideForUnityCompilesInTheEditorAndInPlayers(string code)
    {
        foreach (string variant in new[] { "Editor", "Editor, Unity 6", "Player", "IL2CPP", "Web" })
            Assert.That(Faults(variant, Game, code), Is.Empty, variant);
    }

    [TestCaseSource(nameof(Programs))]
    public void AProgramOfADocumentCompiles(string code) =>
        Assert.That(Faults("Editor, training", Program, InProgram(code)).Where(fault => fault.Contains(": error ")), Is.Empty);

    [Test]
    public void AScriptThatDoesNotCompileIsFound()
    {
        Assert.That(Faults("Player", Game, "class Guest { Repartee.Unity.NpcDialog npc; }"), Has.Some.Contains("error CS0234"));
        Assert.That(Faults("Editor, training", Program, InProgram("rewards.Ad();")), Has.Some.Contains("error CS1061"));
    }

    [Test]
    public void EveryMenuThatTheGuideNamesIsThere()
    {
        string[] there =
        [
            .. Matches(@"MenuItem\(""([^""]+)""|(?:menuName = |AddComponentMenu\()""([^""]+)"""),
            .. Matches(@"const string Path = ""Project/([^""]+)"""),
        ];
        string[] named = [.. Regex.Matches(Files.Value.Text(Unity), "`([^`\n]+ > [^`\n]+)`")
            .Select(match => match.Groups[1].Value).Distinct()];
        Assert.That(named, Has.Length.GreaterThan(8));
        Assert.That(named.Select(OurMenu).Except(there), Is.Empty);
    }

    [Test]
    public void EveryWordingThatTheGuideQuotesIsSaid()
    {
        string said = string.Concat(Files.Value.Paths.Where(IsSpoken).Select(path => Joined(Files.Value.Text(path))));
        string prose = Regex.Replace(Files.Value.Text(Unity), "```.*?```", "", RegexOptions.Singleline);
        string[] quoted = [.. Regex.Matches(prose, "\"([^\"]+)\"")
            .Select(match => Regex.Replace(match.Groups[1].Value, @"\s+", " ")).Distinct()];
        Assert.That(quoted, Has.Length.GreaterThan(20));
        Assert.That(quoted.SelectMany(text => text.Split(" ... ")).Where(text => !said.Contains(text, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void EveryLabelOfAnInspectorInTheGuideIsAFieldOfTheComponents()
    {
        string[] fields = [.. Matches(@"\[SerializeField\](?:\s*\[[^\n]*\])*\s*private [^\n]*?(\w+)(?: = [^\n]*)?;").Select(Label)];
        string prose = Files.Value.Text(Unity);
        foreach (string label in new[]
        {
            "Text", "Scripted Lines", "Solutions", "Frozen File", "Training Folder", "Max Tokens", "Step Milliseconds", "Mode",
            "Deadline Seconds",
        })
        {
            Assert.That(fields, Does.Contain(label));
            Assert.That(prose, Does.Contain($"`{label}`"));
        }
    }

    [Test]
    public void EveryLibraryThatAUnityProjectGetsHasANotice()
    {
        string[] named = [.. Regex.Matches(Files.Value.Text("Third Party Notices.md"), @"[\w.]+").Select(match => match.Value)];
        string[] fetched = [.. PackageBuild.Fetched];
        Assert.That(fetched, Does.Contain("TorchSharp").And.Contain("System.Text.Json"));
        Assert.That(fetched.Except(named.Append("ICSharpCode.SharpZipLib")), Is.Empty);
    }

    private static IEnumerable<string> Code(string document) =>
        Regex.Matches(Files.Value.Text(document), "```csharp\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value);

    /// <summary>Compiles a text as an assembly of its own, whose name no other text has.</summary>
    private static IReadOnlyList<string> Faults(string variant, string definition, string code)
    {
        string name = "Shown" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(code)))[..16];
        return CompileTests.Build(
            Variant.All.Single(one => one.Name == variant),
            ($"Assets/{name}/{name}.asmdef", definition.Replace("NAME", name, StringComparison.Ordinal)),
            ($"Assets/{name}/{name}.cs", code)).Faults;
    }

    /// <summary>Lines of a program, with what the lines before them have made.</summary>
    private static string InProgram(string lines) => $$"""
        using System;
        using System.Threading.Tasks;
        using Repartee.Conversation;
        using Repartee.Dialogue;
        using Repartee.Frozen;
        using Repartee.Frozen.Gguf;
        using Repartee.Rewards;
        using Repartee.Sessions;
        using Repartee.Sessions.Client;
        using Repartee.Training.Trainer;

        class Program
        {
            WeightedReward rewards = null;
            ITrainingSession session = null;
            DialogueState state = null;

            async Task Run()
            {
                await Task.Yield();
        {{lines}}
            }
        }
        """;

    private static IEnumerable<string> Matches(string pattern) =>
        from path in Files.Value.Paths
        where IsSpoken(path)
        from Match match in Regex.Matches(Files.Value.Text(path), pattern)
        select match.Groups.Values.Skip(1).First(one => one.Success).Value;

    private static bool IsSpoken(string path) => path.EndsWith(".cs", StringComparison.Ordinal)
        && (path.StartsWith("Editor/", StringComparison.Ordinal) || path.StartsWith("Runtime/", StringComparison.Ordinal)
            || path.StartsWith("Samples~/TavernUnity/", StringComparison.Ordinal))
        || path == "package.json";

    private static string OurMenu(string menu) => EngineMenus
        .Aggregate(menu, (rest, engine) => rest.Replace(engine, "", StringComparison.Ordinal))
        .Replace(" > ", "/", StringComparison.Ordinal);

    /// <summary>A source with the parts of each text joined.</summary>
    private static string Joined(string source) =>
        Regex.Replace(source, "\"\\s*\\+\\s*\\$?\"", "").Replace("\\\"", "\"", StringComparison.Ordinal);

    private static string Label(string field) => char.ToUpperInvariant(field[0]) + Regex.Replace(field[1..], "([A-Z])", " $1");
}
