using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Repartee.Frozen;
using Repartee.Prompting;

namespace Repartee.Llama.Tests.Exported;

/// <summary>llama.cpp reads text with the exported tokenizer as we do with the actor's own.</summary>
[TestFixtureSource(typeof(ExportedActor), nameof(ExportedActor.Names))]
public sealed class TokenizationTests(string name)
{
    private ExportedActor actor = null!;

    [OneTimeSetUp]
    public void Load() => actor = new ExportedActor(name);

    [OneTimeTearDown]
    public void Free() => actor?.Dispose();

    [Test]
    public void EveryTextHasTheSameIds() => Compare(Tokenizer.Encode, parseSpecial: false);

    [Test]
    public void EveryTrustedTextHasTheSameIds() => Compare(Tokenizer.EncodeWithSpecialTokens, parseSpecial: true);

    [Test]
    public void TheFrozenActorReadsEveryTextSo()
    {
        using var frozen = FrozenActor.Load(actor.File);
        Compare(frozen.Encoder.Tokenizer.Encode, parseSpecial: false);
        Compare(frozen.Encoder.Tokenizer.EncodeWithSpecialTokens, parseSpecial: true);
    }

    private ITokenizer Tokenizer => actor.Folder.Encoder.Tokenizer;

    private void Compare(Func<string, int[]> encode, bool parseSpecial)
    {
        List<string> texts = [.. ExportedActor.Texts.Where(text => !actor.IsReadOtherwise(text))];
        Assert.That(texts, Has.Count.GreaterThan(350));
        Assert.Multiple(() =>
        {
            foreach (string text in texts)
                Assert.That(
                    actor.Llama.Tokenize(text, addSpecial: false, parseSpecial), Is.EqualTo(encode(text)), JsonSerializer.Serialize(text));
        });
    }
}
