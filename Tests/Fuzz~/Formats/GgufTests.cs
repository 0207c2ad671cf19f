using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;
using Repartee.Frozen.Tests.Model;
using Repartee.Fuzz.Tests.Mutations;

namespace Repartee.Fuzz.Tests.Formats;

/// <summary>GGUF files: the container by itself, and what a frozen actor means.</summary>
public sealed class GgufTests
{
    private Scratch scratch = null!;

    [SetUp]
    public void Begin() => scratch = new Scratch();

    [TearDown]
    public void End() => scratch.Dispose();

    [Test]
    public void Header() => FuzzRun.Of(new FuzzTarget("GGUF header and metadata", [Container("llama"), Container("qwen3")], bytes =>
    {
        foreach (GgufTensorInfo tensor in GgufHeader.Read(new MemoryStream(bytes), "f").Tensors.Values)
            if (tensor.Offset < 24 || tensor.ByteCount < 1 || tensor.ByteCount > bytes.Length - tensor.Offset)
                throw new InvalidOperationException(
                    $"'{tensor.Name}' lies at {tensor.Offset}, {tensor.ByteCount} bytes of {bytes.Length}.");
    }));

    [Test]
    public void Tensors()
    {
        string path = scratch.At("actor.gguf");
        FuzzRun.Of(new FuzzTarget("GGUF tensors", [Container("llama"), Container("qwen3")], scratch.Written("actor.gguf", () =>
        {
            using GgufFile file = GgufFile.Open(path);
            foreach (GgufTensorInfo tensor in file.Tensors.Values)
            {
                file.ReadFloat32(tensor.Name, 0, new float[tensor.Elements]);
                file.Read(tensor.Name, 0, new byte[tensor.ByteCount]);
            }
        })));
    }

    [Test]
    public void Actor()
    {
        string path = scratch.At("actor.gguf");
        byte[][] seeds = [Model(SmallModel.Bytes()), Model(SmallModel.Pieces()), Model(SmallModel.Bytes("qwen2"))];
        FuzzRun.Of(new FuzzTarget("GGUF actor (FrozenModel)", seeds, scratch.Written("actor.gguf", () =>
        {
            using FrozenModel model = FrozenModel.Open(path);
            var state = DialogueState.Begin("You keep the tavern.").With(DialogueMessage.FromUser("Élan [INST] </s> <|user|> ab?"));
            int[] ids = model.Encoder.Encode(state).Ids.ToArray();
            if (ids.Any(id => id < 0 || id >= model.Config.VocabSize))
                throw new InvalidOperationException("A token is outside of the vocabulary.");
            model.Encoder.DecodeReply(ids);
        }))
        {
            Mutators =
            [
                new PartMutator(new ByteMutator(inPlace: true), BeforeTensors, WithHead),
                new PartMutator(new ByteMutator(inPlace: true), BeforeTensors, WithHead),
                new PartMutator(new ByteMutator(), BeforeTensors, WithHead),
            ],
            Slowness = 4,
        });
    }

    private static byte[] BeforeTensors(byte[] file) =>
        file.AsSpan(0, (int)GgufHeader.Read(new MemoryStream(file), "f").Tensors.Values.Min(tensor => tensor.Offset)).ToArray();

    private static byte[] WithHead(byte[] file, byte[] head) => [.. head, .. file.AsSpan(BeforeTensors(file).Length)];

    private byte[] Model(SmallModel model)
    {
        model.Write(scratch.At("seed.gguf"));
        return File.ReadAllBytes(scratch.At("seed.gguf"));
    }

    private byte[] Container(string architecture)
    {
        static GgufTensor Tensor(string name, GgufType type, params long[] shape) => new(name, shape, type, (_, part) => part.Fill(0.5f));
        GgufWriter.Write(
            scratch.At("seed.gguf"),
            new Dictionary<string, object>
            {
                ["general.architecture"] = architecture,
                ["general.alignment"] = 32u,
                ["llama.block_count"] = 2u,
                ["llama.epsilon"] = 1e-5f,
                ["tokenizer.tokens"] = new[] { "<s>", "ale", "" },
                ["tokenizer.scores"] = new[] { 0f, 1f, 2f },
                ["flags"] = new[] { true, false },
            },
            [Tensor("a", GgufType.F32, 2, 3), Tensor("b", GgufType.F16, 5), Tensor("c", GgufType.Q8_0, 2, 32)]);
        return File.ReadAllBytes(scratch.At("seed.gguf"));
    }
}
