using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Repartee.Prompting;

namespace Repartee.Llama.Tests.Exported;

/// <summary>llama.cpp reads the exported tokenizer as we read the actor's folder.</summary>
[TestFixtureSource(typeof(ExportedActor), nameof(ExportedActor.Names))]
public sealed class TokenizationTests(string name)
{
    private ExportedActor actor = null!;

    [OneTimeSetUp]
    public void Load() => actor = new ExportedActor(name);

    [OneTimeTearDown]
    public void Free() => actor?.Dispose();

    [Test]
    public void EveryTextHasTheSameIds()
    {
        List<string> other = [.. ExportedActor.Texts
            .Where(text => !actor.Llama.Tokenize(text, addSpecial: false, parseSpecial: false).SequenceEqual(Tokenizer.Encode(text)))
            .Select(Show)];
        Assert.That(ExportedActor.Texts, Has.Count.GreaterThanOrEqualTo(200));
        Assert.That(other, Is.Empty);
    }

    [Test]
    public void EveryTrustedTextHasTheSameIds()
    {
        List<string> other = [.. ExportedActor.Texts
            .Where(text => !actor.Llama.Tokenize(text, addSpecial: false, parseSpecial: true)
                .SequenceEqual(Tokenizer.EncodeWithSpecialTokens(text)))
            .Select(Show)];
        Assert.That(other, Is.Empty);
    }

    private ITokenizer Tokenizer => actor.Folder.Encoder.Tokenizer;

    private string Show(string text) =>
        $"{JsonSerializer.Serialize(text)}: llama.cpp {string.Join(' ', actor.Llama.Tokenize(text, false, false))}, "
        + $"ours {string.Join(' ', Tokenizer.Encode(text))}";
}
