using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Fuzz.Tests.Seeds;
using Repartee.Prompting;

namespace Repartee.Fuzz.Tests.Forgery;

/// <summary>Every pair of a kind of tokenizer and a chat template that fit together.</summary>
internal static class Actors
{
    private static readonly string[] Kinds = ["gpt2", "qwen2", "llama3", "smollm2", "tekken", "prefixed", "llama2", "mistral"];

    private static readonly string[] Texts = ["Welcome, traveller! Is <|user|> or [INST] a name?", "<|end|><|end|> [INST] [/INST] </s>"];

    internal static IEnumerable<TestCaseData> All()
    {
        foreach (ChatTemplate template in ChatTemplate.All)
        {
            // Learnt from text that is full of its own role markers.
            var learnt = new ByteLevelBpeTokenizer(BpeTrainer.Train(Texts, 300, template.SpecialTokens, 1));
            yield return Named($"learnt, {template.Name}", new PromptEncoder(learnt, template));
            foreach (string kind in Kinds)
                if (Fitted(kind, template.Name) is PromptEncoder encoder)
                    yield return Named($"{kind}, {template.Name}", encoder);
        }
    }

    private static TestCaseData Named(string name, PromptEncoder encoder) => new(encoder) { TestName = $"{{m}}({name})" };

    private static PromptEncoder? Fitted(string kind, string template)
    {
        using var scratch = new Scratch();
        string config = scratch.At("tokenizer_config.json");
        File.WriteAllBytes(config, Repository.Tokenizers("tokenizer_config.json", kind)[0]);
        using var json = new MemoryStream(Repository.Tokenizers("tokenizer.json", kind)[0]);
        ITokenizer tokenizer = TokenizerFile.Parse(json);
        try
        {
            return new PromptEncoder(tokenizer, ChatTemplateFile.Read(config, tokenizer, template));
        }
        catch (ArgumentException)
        {
            return null;                                                        // it lacks the template's tokens
        }
    }
}
