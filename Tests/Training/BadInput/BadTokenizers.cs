#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json.Nodes;
using Repartee.Prompting;

namespace Repartee.Training.Tests.BadInput
{
    /// <summary>Damages to the <c>tokenizer.json</c> of an actor.</summary>
    internal static class BadTokenizers
    {
        internal static IEnumerable<BadInputCase> All(string actor)
        {
            BadInputCase Case(string title, Action<string> damage) => new BadInputCase(title, folder =>
            {
                string file = Path.Combine(folder, "tokenizer.json");
                File.Copy(Path.Combine(actor, "tokenizer.json"), file);
                damage(file);
                TokenizerFile.Load(file);
            });
            BadInputCase Edit(string title, Action<JsonObject> change) => Case(title, file => BadInputFiles.Edit(file, change));

            yield return Case("tokenizer.json is cut off", file => BadInputFiles.Cut(file));
            yield return Case("tokenizer.json is a Git LFS pointer", BadInputFiles.WritePointer);
            yield return Edit("a Unigram tokenizer", root => root["model"]!["type"] = "Unigram");
            yield return Edit("a tokenizer without merges", root => root["model"]!.AsObject().Remove("merges"));
            yield return Edit("a merge of tokens that are not there", root => root["model"]!["merges"]!.AsArray().Add("zq zq"));
            yield return Edit("an id that two tokens have", root => root["model"]!["vocab"]!["!"] = 6);
            yield return Edit("an added token without an id", root => root["added_tokens"]![0]!.AsObject().Remove("id"));
            yield return Edit("a byte without a token", root => root["model"]!["vocab"]!.AsObject().Remove("a"));
            yield return Edit("a pre-tokenizer that is not supported", root => root["pre_tokenizer"]!["type"] = "BertPreTokenizer");
        }
    }
}
