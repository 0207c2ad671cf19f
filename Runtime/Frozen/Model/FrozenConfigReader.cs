#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Model
{
    /// <summary>A shape out of a file's metadata and tensors, each value inside what <see cref="FrozenConfigRules"/> allows.</summary>
    internal static class FrozenConfigReader
    {
        private const string Other = "Choose a model that Repartee supports.";
        private const string Again = "Convert the model again with a current converter.";

        internal static FrozenConfig Read(GgufFile file)
        {
            string architecture = file.Metadata.RequiredString(FrozenKeys.Architecture);
            FrozenArchitecture.Require(architecture, file.FilePath);
            var values = new ArchitectureValues(file, architecture);
            RefuseUnsupported(values);
            int hidden = values.RequiredSize(FrozenKeys.EmbeddingLength, 1 << 17);
            int heads = values.RequiredSize(FrozenKeys.HeadCount, 1 << 12);
            int context = values.RequiredSize(FrozenKeys.ContextLength, 1 << 24);
            RefuseSlidingWindow(values, context);
            bool tied = !file.Tensors.ContainsKey(FrozenTensors.Output);
            int headDim = HeadDim(values, hidden, heads);
            var config = new FrozenConfig
            {
                Architecture = architecture,
                VocabSize = VocabSize(values),
                HiddenSize = hidden,
                IntermediateSize = values.RequiredSize(FrozenKeys.FeedForwardLength, 1 << 20),
                Layers = values.RequiredSize(FrozenKeys.BlockCount, 1 << 10),
                Heads = heads,
                KeyValueHeads = values.Size(FrozenKeys.HeadCountKv, 1 << 12) ?? heads,
                HeadDim = headDim,
                ContextLength = context,
                RmsNormEps = values.RequiredNumber(FrozenKeys.RmsEpsilon),
                RopeTheta = values.Number(FrozenKeys.RopeBase) ?? 10000,
                RopeFrequencyFactors = RopeFactors(file, headDim),
                TieWordEmbeddings = tied,
                QkvBias = file.Tensors.ContainsKey(FrozenTensors.QueryBias(0)),
                QkNorm = architecture == FrozenArchitecture.Qwen3,
            };
            FrozenConfigRules.Check(config, values);
            FrozenTensorRules.Check(config, file);
            return config;
        }

        private static void RefuseUnsupported(ArchitectureValues values)
        {
            uint experts = values.File.Metadata.Optional(values.Key(FrozenKeys.ExpertCount), 0u);
            if (experts != 0)
                throw values.Wrong(FrozenKeys.ExpertCount, "0 (mixtures of experts are not supported)", $"{experts}", Other);
            string scaling = values.File.Metadata.Optional(values.Key(FrozenKeys.RopeScalingType), "none");
            if (scaling != "none" && (scaling != "linear" || values.Number(FrozenKeys.RopeScalingFactor) != 1))
                throw values.Wrong(
                    FrozenKeys.RopeScalingType, "none (of scalings, only the factors of Llama 3 are supported)",
                    $"\"{GgufText.Shorten(scaling)}\"", Other);
            foreach (string key in new[] { FrozenKeys.RopeScalingFactor, FrozenKeys.RopeScaleLinear })
                if (values.Number(key) is float factor && factor != 1 && factor != 0)
                    throw values.Wrong(key, "1 (of rope scalings, only the factors of Llama 3 are supported)", $"{factor}", Other);
        }

        private static void RefuseSlidingWindow(ArchitectureValues values, int context)
        {
            uint window = values.File.Metadata.Optional(values.Key(FrozenKeys.SlidingWindow), 0u);
            if (window != 0 && window < context)
                throw values.Wrong(
                    FrozenKeys.SlidingWindow, $"at least {FrozenKeys.ContextLength} {context}, as sliding windows are not supported",
                    $"{window}", $"Convert the model again with a context of {window}, or choose one without sliding windows.");
        }

        private static int VocabSize(ArchitectureValues values)
        {
            if (!values.File.Tensors.TryGetValue(FrozenTensors.Embedding, out GgufTensorInfo? embedding) || embedding.Shape.Count != 2)
                throw new InvalidDataException(
                    $"{values.File.FilePath}: expected tensor '{FrozenTensors.Embedding}' with 2 sizes, but found " +
                    $"{(embedding is null ? "none of that name" : embedding.ShapeText)}. {Other}");
            long rows = embedding.Shape[0];
            if (rows > 1 << 22)
                throw new InvalidDataException(
                    $"{values.File.FilePath}: expected tensor '{FrozenTensors.Embedding}' to have at most {1 << 22} rows, but found " +
                    $"{rows}. {Other}");
            if (values.Size(FrozenKeys.VocabSize, 1 << 22) is int said && said != rows)
                throw values.Wrong(FrozenKeys.VocabSize, $"{rows}, the rows of '{FrozenTensors.Embedding}'", $"{said}", Again);
            return (int)rows;
        }

        private static int HeadDim(ArchitectureValues values, int hidden, int heads)
        {
            int? said = values.Size(FrozenKeys.KeyLength, 1 << 12);
            if (said is null && hidden % heads != 0)
                throw values.Wrong(FrozenKeys.KeyLength, $"there, as {hidden} values do not divide into {heads} heads", "none", Again);
            int width = said ?? hidden / heads;
            foreach (string key in new[] { FrozenKeys.ValueLength, FrozenKeys.RopeDimensions })
                if (values.Size(key, 1 << 12) is int other && other != width)
                    throw values.Wrong(key, $"{width}, the width of a head", $"{other}", Other);
            return width;
        }

        private static IReadOnlyList<float> RopeFactors(GgufFile file, int headDim)
        {
            if (!file.Tensors.TryGetValue(FrozenTensors.RopeFactors, out GgufTensorInfo? tensor)) return Array.Empty<float>();
            if (tensor.Shape.Count != 1 || tensor.Shape[0] != headDim / 2)
                throw new InvalidDataException(
                    $"{file.FilePath}: expected tensor '{tensor.Name}' to be [{headDim / 2}], but found {tensor.ShapeText}. {Again}");
            var factors = new float[headDim / 2];
            file.ReadFloat32(tensor.Name, 0, factors);
            foreach (float factor in factors)
                if (!(factor > 0 && factor <= 1e6f))
                    throw new InvalidDataException(
                        $"{file.FilePath}: expected tensor '{tensor.Name}' to hold numbers above 0 and at most 1e6, but found " +
                        $"{factor}. {Again}");
            return Array.AsReadOnly(factors);
        }
    }
}
