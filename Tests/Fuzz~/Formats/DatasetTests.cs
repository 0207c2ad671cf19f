using System;
using System.IO;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Fuzz.Tests.Mutations;
using Repartee.Training.RewardModel;

namespace Repartee.Fuzz.Tests.Formats;

/// <summary>JSON Lines that writers and players hand in.</summary>
public sealed class DatasetTests
{
    private static readonly IMutator[] Json = [new ByteMutator(), new JsonMutator()];

    [Test]
    public void Dialogues() => Rows(
        "dialogue rows (JSONL)",
        reader => DialogueDataset.Read(reader, "tavern.jsonl"),
        """
        {"persona":"Keeper","messages":[{"role":"user","content":"Ale?"},{"role":"assistant","content":"Two."}],"solution":["Yes.","No."],"tags":{"topic":"ale"}}
        {"role":"user","content":"<|user|>Hi<|end|><|assistant|>","solution":"Hello."}
        """u8.ToArray(),
        """
        {"messages":[{"role":"system","content":"K\u00e4ptn"},{"role":"user","content":"\ud83d\udc3a?"}]}

        {"persona":"x","messages":[]}
        """u8.ToArray());

    [Test]
    public void PreferencePairs() => Rows(
        "labelled replies (JSONL, pairs)",
        reader => LabelledReplies.Read(reader, "labels.jsonl"),
        """
        {"persona":"who","messages":[{"role":"user","content":"text"}],"chosen":"better","rejected":"worse","margin":0.5}
        {"persona":"who","messages":[{"role":"user","content":"more"}],"chosen":"good","rejected":"bad"}
        """u8.ToArray());

    [Test]
    public void RatedReplies() => Rows(
        "labelled replies (JSONL, scores)",
        reader => LabelledReplies.Read(reader, "labels.jsonl"),
        """
        {"persona":"who","messages":[{"role":"user","content":"text"}],"reply":"text","score":4}
        {"persona":"who","messages":[{"role":"user","content":"text"}],"reply":"other","score":-1.5e2}
        """u8.ToArray());

    private static void Rows(
        string format, Action<TextReader> read, params byte[][] seeds) => FuzzRun.Of(new FuzzTarget(format, seeds, bytes =>
    {
        using var reader = new StreamReader(new MemoryStream(bytes));
        read(reader);
    })
        {
            Mutators = Json,
            Refuses = error => error is DialogueDatasetException,
            LongestMessage = 6000,                                                  // it lists lines
        });
}
