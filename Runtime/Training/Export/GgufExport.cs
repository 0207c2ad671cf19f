#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;
using Repartee.Prompting;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Weights;

namespace Repartee.Training.Export
{
    /// <summary>One actor's file before its weights are there: all of it that can be refused is refused here.</summary>
    internal sealed class GgufExport
    {
        private const int QuantizationVersion = 2;                              // of ggml's formats: what llama.cpp writes
        private readonly List<KeyValuePair<string, object>> metadata = new List<KeyValuePair<string, object>>();
        private readonly List<string> notes = new List<string>();
        private readonly FrozenConfig config;
        private readonly GgufType type;
        private readonly bool rotates;

        /// <exception cref="InvalidDataException">A GGUF file cannot say what the actor is.</exception>
        /// <exception cref="ArgumentException">The type is none of F32, F16 and Q8_0.</exception>
        internal GgufExport(ActorFolder folder, GgufType type, FrozenSampling sampling, FrozenActorInfo info)
        {
            if (type != GgufType.F32 && type != GgufType.F16 && type != GgufType.Q8_0)
                throw new ArgumentException($"type: expected F32, F16 or Q8_0, but found {type}. Choose one of them.", nameof(type));
            sampling.Validate();
            this.type = type;
            config = FrozenShape.Of(folder.Config, Path.Combine(folder.Path, ActorFolder.ConfigFile));
            rotates = config.InterleavedRope;
            Put("general.architecture", config.Architecture);
            Put(FrozenMetadataKeys.Type, "model");
            metadata.AddRange(info.Metadata());
            Put(FrozenMetadataKeys.FileType, type == GgufType.F32 ? 0u : type == GgufType.F16 ? 1u : 7u);
            if (type == GgufType.Q8_0)
                Put(FrozenMetadataKeys.QuantizationVersion, (uint)QuantizationVersion);
            metadata.AddRange(config.Metadata());
            metadata.AddRange(sampling.Metadata());
            AddTokenizer(folder);
            NoteNarrowRows();
            if (config.RopeFrequencyFactors.Count > 0 && !rotates)
            {
                notes.Add(
                    "llama.cpp knows the context stretch of Llama 3 (rope_type llama3) in the architecture llama alone: it will not load " +
                    $"this {config.Architecture}.");
            }
        }

        /// <summary>Writes the file.</summary>
        /// <exception cref="InvalidDataException">A weight is not finite, or too large for the type; nothing is left.</exception>
        internal ExportReport Write(string path, IActorSource source)
        {
            var tensors = FrozenTensors.Of(config).Select(tensor => Tensor(tensor.Name, tensor.Shape, source)).ToList();
            using var hash = new TensorHash();
            try
            {
                GgufWriter.Write(path, metadata, tensors, hash);
            }
            catch (ArgumentException error)
            {
                throw new InvalidDataException($"{Path.GetFullPath(path)}: {error.Message}", error);
            }

            string full = Path.GetFullPath(path);
            long parameters = tensors.Where(t => t.Name != FrozenTensors.RopeFactors)
                .Sum(t => t.Shape.Aggregate(1L, (all, size) => all * size));
            return new ExportReport(full, new FileInfo(full).Length, parameters, hash.Value, notes.AsReadOnly());
        }

        private GgufTensor Tensor(string name, long[] shape, IActorSource source)
        {
            if (name == FrozenTensors.RopeFactors)
            {
                float[] factors = config.RopeFrequencyFactors.ToArray();
                return new GgufTensor(name, shape, GgufType.F32, (first, part) => factors.AsSpan((int)first, part.Length).CopyTo(part));
            }

            string there = TensorNames.HuggingFace(name);
            bool permuted = rotates && TensorNames.RotatedHeads(name, config) > 0;
            long columns = shape.Length == 1 ? 1 : shape[1];
            GgufSource read = permuted
                ? (first, part) => RotaryRows.Read(source, there, config.HeadDim, columns, first, part)
                : (GgufSource)((first, part) => source.Read(there, first, part));
            return new GgufTensor(name, shape, TypeOf(shape), read);
        }

        // Norms and biases are small and matter: F32, as llama.cpp's converter has them.
        private GgufType TypeOf(long[] shape) =>
            shape.Length == 1 ? GgufType.F32 : type == GgufType.Q8_0 && shape[1] % 32 != 0 ? GgufType.F16 : type;

        private void NoteNarrowRows()
        {
            if (type != GgufType.Q8_0)
                return;
            var narrow = FrozenTensors.Of(config).Where(t => t.Shape.Length == 2 && t.Shape[1] % 32 != 0).ToList();
            if (narrow.Count > 0)
            {
                notes.Add(
                    $"Q8_0 needs rows of a multiple of 32 weights: {narrow.Count} matrices with others, such as {narrow[0].Name}, are " +
                    "F16.");
            }
        }

        private void AddTokenizer(ActorFolder folder)
        {
            var source = folder.TemplateSource;
            var template = folder.Encoder.Template;
            var special = folder.Encoder.Tokenizer.SpecialTokens;
            int? Id(string? token) => token != null && special.TryGetValue(token, out int id) ? id : (int?)null;
            int stop = folder.Encoder.StopTokens[0];
            int end = Id(source.Fitting.End) ?? stop;
            int? unknown = Id(source.Fitting.Unknown);
            var ids = new SpecialIds
            {
                Begin = Id(source.Fitting.Begin) ?? Id(template.BeginOfText),
                End = end,
                EndOfTurn = stop == end ? (int?)null : stop,
                Unknown = unknown,
                Padding = folder.Encoder.PadToken,
            };
            var tokenizer = new TokenizerWriter(folder.Encoder.Tokenizer, config.VocabSize, unknown);
            metadata.AddRange(tokenizer.Metadata);
            metadata.AddRange(ids.Metadata());
            Put(TokenizerKeys.AddBegin, template.BeginOfText.Length > 0 && Id(template.BeginOfText) == ids.Begin);
            Put(TokenizerKeys.AddEnd, false);
            string? begin = special.Where(token => token.Value == ids.Begin).Select(token => token.Key).FirstOrDefault();
            Put(TokenizerKeys.ChatTemplate, source.Text ?? JinjaTemplate.Of(template, begin));
            Put(FrozenMetadataKeys.ChatTemplate, template.Name);
            Put(FrozenMetadataKeys.StopTokens, folder.StopTokens.ToArray());
            notes.AddRange(tokenizer.Notes);
        }

        private void Put(string key, object value) => metadata.Add(KeyValuePair.Create(key, value));
    }
}
