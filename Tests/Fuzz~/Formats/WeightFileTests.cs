using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Repartee.Fuzz.Tests.Mutations;
using Repartee.Sessions;
using Repartee.Training.RewardModel;
using Repartee.Training.Weights;

namespace Repartee.Fuzz.Tests.Formats;

/// <summary>Hugging Face's files beside the tokenizer's.</summary>
public sealed class WeightFileTests
{
    private static readonly IMutator[] Json = [new ByteMutator(), new JsonMutator()];
    private static readonly IMutator[] Safetensors = [new ByteMutator(), new PartMutator(new JsonMutator(), Header, WithHeader)];

    private Scratch scratch = null!;

    [SetUp]
    public void Begin() => scratch = new Scratch();

    [TearDown]
    public void End() => scratch.Dispose();

    [Test]
    public void Weights() => FuzzRun.Of(new FuzzTarget(
        "model.safetensors",
        [Written("model.safetensors", SafetensorsDType.BF16), Written("model.safetensors", SafetensorsDType.F32)],
        scratch.Written("model.safetensors", ReadWeights))
    { Mutators = Safetensors });

    [Test]
    public void Index()
    {
        Written("s1.safetensors", SafetensorsDType.F16);
        FuzzRun.Of(new FuzzTarget(
            "model.safetensors.index.json",
            [
                """{"metadata":{"total_size":22},"weight_map":{"a":"s1.safetensors","b":"s1.safetensors"}}"""u8.ToArray(),
                """{"weight_map":{"b":"s1.safetensors","a":"s1.safetensors"}}"""u8.ToArray(),
            ],
            scratch.Written("model.safetensors.index.json", ReadWeights))
        { Mutators = Json });
    }

    [Test]
    public void ActorConfiguration()
    {
        string file = scratch.At("config.json");
        FuzzRun.Of(new FuzzTarget("config.json (actor)", [Saved(null), Saved(new Llama3RopeScaling(8, 1, 4, 8192))], scratch.Written(
            "config.json", () => ActorConfig.Load(file)))
        { Mutators = Json });

        byte[] Saved(Llama3RopeScaling? scaling)
        {
            new ActorConfig
            {
                VocabSize = 32,
                HiddenSize = 32,
                IntermediateSize = 64,
                Layers = 2,
                Heads = 4,
                EosTokenIds = [2, 5],
                RopeScaling = scaling,
            }.Save(file);
            return File.ReadAllBytes(file);
        }
    }

    [Test]
    public void AdapterConfiguration()
    {
        string file = scratch.At(AdapterConfigFile.Name);
        FuzzRun.Of(new FuzzTarget(
            AdapterConfigFile.Name,
            [Saved(new AdapterConfig { BaseModel = "bär" }), Saved(new AdapterConfig { Rank = 4, UseRsLora = true })],
            scratch.Written(AdapterConfigFile.Name, () => AdapterConfigFile.Load(file)))
        { Mutators = Json });

        byte[] Saved(AdapterConfig config)
        {
            AdapterConfigFile.Save(config, file);
            return File.ReadAllBytes(file);
        }
    }

    [Test]
    public void GenerationConfiguration()
    {
        string file = scratch.At(GenerationConfig.FileName);
        FuzzRun.Of(new FuzzTarget(
            GenerationConfig.FileName,
            [
                Encoding.UTF8.GetBytes("""{"eos_token_id":[2,99],"do_sample":true,"temperature":0.7,"top_k":20,"top_p":0.8,"_":"\u00e4"}"""),
                """{"bos_token_id":1,"eos_token_id":2,"pad_token_id":0,"repetition_penalty":1.1}"""u8.ToArray(),
            ],
            scratch.Written(GenerationConfig.FileName, () => GenerationConfig.Load(file, 100)))
        { Mutators = Json });
    }

    [Test]
    public void RewardModelDescription()
    {
        string weights = scratch.At(RewardModelFile.WeightsFile), file = scratch.At(RewardModelFile.InfoFile);
        File.WriteAllBytes(weights, Written(RewardModelFile.WeightsFile, SafetensorsDType.F32));
        var info = new RewardModelInfo
        {
            HiddenSize = 8,
            Backbone = "there",
            BackboneHash = "00",
            Template = "repartee",
            Mean = 0.5,
            Deviation = 2,
            HeadHash = ContentHash.OfFile(weights),
        };
        FuzzRun.Of(new FuzzTarget(
            RewardModelFile.InfoFile, [Saved(info), Saved(info with { Accuracy = 0.75 })],
            scratch.Written(RewardModelFile.InfoFile, () => RewardModelFile.ReadInfo(scratch.Folder)))
        { Mutators = Json });

        byte[] Saved(RewardModelInfo saved)
        {
            saved.Write(file);
            return File.ReadAllBytes(file);
        }
    }

    private static byte[] Header(byte[] file) => file.AsSpan(8, (int)BinaryPrimitives.ReadInt64LittleEndian(file)).ToArray();

    private static byte[] WithHeader(byte[] file, byte[] header)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. file.AsSpan(8 + Header(file).Length)];
    }

    private byte[] Written(string name, SafetensorsDType type)
    {
        SafetensorsTensor[] tensors = [new("a", [2, 3], new float[6]), new("b", [5], new float[5])];
        SafetensorsWriter.Write(scratch.At(name), tensors, type, new Dictionary<string, string> { ["format"] = "pt" });
        return File.ReadAllBytes(scratch.At(name));
    }

    private void ReadWeights()
    {
        using CheckpointWeights weights = CheckpointWeights.Open(scratch.Folder);
        foreach (SafetensorsEntry entry in weights.Entries.Values.Where(entry => entry.DType != SafetensorsDType.U8))
            weights.ReadFloat32(entry.Name, 0, new float[entry.Elements]);
    }
}
