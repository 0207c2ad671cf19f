#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;
using Repartee.Prompting;
using Repartee.Training.Actor;
using Repartee.Training.Export;

namespace Repartee.Training.Tests.Export
{
    /// <summary>What a file of ours says about text, against the actor's folder.</summary>
    public sealed class TokenizerExportTests : ExportTests
    {
        private static readonly DialogueState[] Dialogues =
        {
            new("You are Greta, the innkeeper.", new[] { DialogueMessage.FromUser("Any wolves about?") }),
            new("", new[]
            {
                DialogueMessage.FromUser("Élan [INST] <|user|> </s>"), DialogueMessage.FromAssistant(" Aye. "),
                DialogueMessage.FromUser("12 345"),
            }),
        };

        private static IEnumerable<TestCaseData> Tokenizers()
        {
            foreach (string kind in ExportFixture.Kinds)
                yield return new TestCaseData(kind, null).SetArgDisplayNames(kind);
            foreach (string scheme in new[] { "always", "never" })
            {
                var metaspace = new JsonObject
                {
                    ["type"] = "Metaspace",
                    ["replacement"] = "▁",
                    ["prepend_scheme"] = scheme,
                    ["split"] = false,
                };
                string changes = new JsonObject { ["pre_tokenizer"] = metaspace }.ToJsonString();
                yield return new TestCaseData("mistral", changes).SetArgDisplayNames(scheme);
            }
        }

        [TestCaseSource(nameof(Tokenizers))]
        public void AFileTokenizesLikeTheFolder(string kind, string? changes)
        {
            var folder = ExportFixture.WithTokenizer(In("actor"), kind, changes is null ? null : JsonNode.Parse(changes));
            ActorExport.ToGguf(folder, In("actor.gguf"), GgufType.F32);
            using var model = FrozenModel.Open(In("actor.gguf"));
            ITokenizer expected = folder.Encoder.Tokenizer, found = model.Encoder.Tokenizer;
            Assert.That(found, Is.TypeOf(expected.GetType()));
            Assert.That(found.VocabularySize, Is.EqualTo(expected.VocabularySize));
            Assert.That(found.SpecialTokens, Is.EquivalentTo(expected.SpecialTokens));
            string[] texts = ExportFixture.Texts();
            Assert.That(texts, Has.Length.EqualTo(420));
            foreach (string text in texts.Concat(expected.SpecialTokens.Keys.Select(token => $"a {token} b{token}{token}")))
            {
                int[] ids = expected.Encode(text);
                Assert.That(found.Encode(text), Is.EqualTo(ids), text);
                Assert.That(found.EncodeWithSpecialTokens(text), Is.EqualTo(expected.EncodeWithSpecialTokens(text)), text);
                Assert.That(found.Decode(ids), Is.EqualTo(expected.Decode(ids)), text);
            }

            for (int id = 0; id < expected.VocabularySize; id++)
                Assert.That(found.GetBytes(id).ToArray(), Is.EqualTo(expected.GetBytes(id).ToArray()), $"token {id}");
            found.Save(In("tokenizer.json"));
            var again = TokenizerFile.Load(In("tokenizer.json"));
            Assert.That(texts.Select(again.EncodeWithSpecialTokens), Is.EqualTo(texts.Select(expected.EncodeWithSpecialTokens)));
        }

        [TestCaseSource(nameof(Tokenizers))]
        public void AFilePromptsAndStopsLikeTheFolder(string kind, string? changes) =>
            RequireSamePrompts(ExportFixture.WithTokenizer(In("actor"), kind, changes is null ? null : JsonNode.Parse(changes)));

        [Test]
        public void TheBundledActorPromptsAndStopsLikeItsFolder() => RequireSamePrompts(ExportFixture.Tavern());

        [TestCase("chatml", "qwen2")]
        [TestCase("chatml", "smollm2")]
        [TestCase("llama3", "llama3")]
        [TestCase("mistral", "mistral")]
        [TestCase("mistral", "llama2")]
        [TestCase("zephyr", "llama2")]
        public void ANamedTemplateIsWrittenAsJinjaThatIsRecognised(string template, string kind)
        {
            ExportFixture.WithTokenizer(In("actor"), kind);
            var folder = ActorFolder.Open(In("actor"), template: template);
            RequireSamePrompts(folder);
            using var file = GgufFile.Open(In("actor.gguf"));
            GgufWriter.Write(
                In("foreign.gguf"), file.Metadata.Where(pair => !pair.Key.StartsWith("repartee.chat_template", StringComparison.Ordinal)),
                Tensors(file));
            using var foreign = FrozenModel.Open(In("foreign.gguf"));
            Assert.That(foreign.Encoder.Template.Name, Is.EqualTo(template));
        }

        [TestCase("qwen2", "NFC")]
        [TestCase("prefixed", "single_word")]
        [TestCase("prefixed", "no space in front")]
        [TestCase("mistral", "space in front of every text")]
        [TestCase("llama2", "merges pairs of tokens that this tokenizer does not")]
        public void WhatLlamaCppDoesOtherwiseIsNoted(string kind, string part)
        {
            var folder = ExportFixture.WithTokenizer(In("actor"), kind);
            var report = ActorExport.ToGguf(folder, In("actor.gguf"), GgufType.F32);
            Assert.That(report.Notes, Has.Some.Contains(part).And.Some.StartsWith("llama.cpp "));
        }

        [TestCase("gpt2")]
        [TestCase("llama3")]
        [TestCase("smollm2")]
        [TestCase("tekken")]
        public void WhatLlamaCppDoesLikewiseNeedsNoNote(string kind) =>
            Assert.That(ActorExport.ToGguf(ExportFixture.WithTokenizer(In("actor"), kind), In("a.gguf"), GgufType.F32).Notes, Is.Empty);

        [Test]
        public void MergesThatFollowFromScoresAreNotWritten()
        {
            var folder = ExportFixture.WithTokenizer(In("trained"), "llama2");
            ActorExport.ToGguf(folder, In("trained.gguf"), GgufType.F32);
            using var trained = GgufFile.Open(In("trained.gguf"));
            Assert.That(trained.Metadata.Contains("repartee.tokenizer.merges"));
            GgufWriter.Write(
                In("published.gguf"), trained.Metadata.Where(pair => !pair.Key.StartsWith("repartee.", StringComparison.Ordinal)
                    || pair.Key == "repartee.chat_template"),
                Tensors(trained));
            using var published = FrozenModel.Open(In("published.gguf"));
            published.Encoder.Tokenizer.Save(In("tokenizer.json"));
            var merges = JsonNode.Parse(System.IO.File.ReadAllText(In("tokenizer.json")))!["model"]!["merges"]!;
            Assert.That(merges.AsArray(), Has.Count.EqualTo(488), "every pair of tokens that makes a third");
            var all = ExportFixture.WithTokenizer(In("all"), "llama2", new JsonObject { ["model"] = Model(In("tokenizer.json")) });
            var report = ActorExport.ToGguf(all, In("all.gguf"), GgufType.F32);
            Assert.That(report.Notes, Is.Empty);
            using var again = GgufFile.Open(In("all.gguf"));
            Assert.That(again.Metadata.Contains("repartee.tokenizer.merges"), Is.False);
        }

        private static IEnumerable<GgufTensor> Tensors(GgufFile file) => file.Tensors.Values.Select(tensor =>
            new GgufTensor(tensor.Name, tensor.Shape, GgufType.F32, (first, part) => file.ReadFloat32(tensor.Name, first, part)));

        private static JsonNode Model(string tokenizer)
        {
            var model = JsonNode.Parse(System.IO.File.ReadAllText(tokenizer))!["model"]!.DeepClone();
            model["unk_token"] = "<unk>";
            return model;
        }

        private void RequireSamePrompts(ActorFolder folder)
        {
            ActorExport.ToGguf(folder, In("actor.gguf"), GgufType.F32);
            using var model = FrozenModel.Open(In("actor.gguf"));
            ChatTemplate expected = folder.Encoder.Template, found = model.Encoder.Template;
            Assert.That(JsonSerializer.Serialize(found), Is.EqualTo(JsonSerializer.Serialize(expected)));
            Assert.That(model.StopTokens, Is.EqualTo(folder.StopTokens));
            Assert.That(model.Encoder.PadToken, Is.EqualTo(folder.Encoder.PadToken));
            foreach (DialogueState state in Dialogues)
                Assert.That(model.Encoder.Encode(state).Ids.ToArray(), Is.EqualTo(folder.Encoder.Encode(state).Ids.ToArray()));
        }
    }
}
