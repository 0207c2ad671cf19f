#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Frozen.Gguf;
using Repartee.Prompting;

namespace Repartee.Frozen.Model
{
    /// <summary>
    /// What a GGUF file of a supported architecture means: shape, tokenizer, chat template, advice and origin, all checked, and the open
    /// file to read the weights from. Thread-safe; dispose it when nobody reads weights any more (the rest stays usable).
    /// </summary>
    public sealed class FrozenModel : IDisposable
    {
        private FrozenModel(GgufFile file, string? template)
        {
            File = file;
            Config = FrozenConfig.Read(file);
            ITokenizer tokenizer = TokenizerReader.Read(file, Config.VocabSize);
            int tokens = file.Metadata.RequiredStrings(TokenizerKeys.Tokens).Count;
            SpecialIds ids = SpecialIds.Read(file, tokens);
            Encoder = EncoderReader.Read(file, tokenizer, ids, template);
            StopTokens = ReadStops(ids);
            Sampling = FrozenSampling.Read(file);
            Info = FrozenActorInfo.Read(file);
        }

        /// <summary>The open file.</summary>
        public GgufFile File { get; }

        /// <summary>The shape.</summary>
        public FrozenConfig Config { get; }

        /// <summary>Tokenizer and chat template.</summary>
        public PromptEncoder Encoder { get; }

        /// <summary>Ids that end a reply, the template's first one first.</summary>
        public IReadOnlyList<int> StopTokens { get; }

        /// <summary>How the file advises to sample.</summary>
        public FrozenSampling Sampling { get; }

        /// <summary>Where the actor comes from.</summary>
        public FrozenActorInfo Info { get; }

        /// <summary>Opens a file and reads all but the weights.</summary>
        /// <param name="path">The file; it is not trusted.</param>
        /// <param name="template">Name of a chat template (<see cref="ChatTemplate.All"/>) that replaces the file's own; null (default)
        /// for that.</param>
        /// <returns>The open model; dispose it.</returns>
        /// <exception cref="InvalidDataException">The file is damaged, or of a kind that is not supported; the message says
        /// which.</exception>
        /// <exception cref="ArgumentException"><paramref name="template"/> is no ready-made template.</exception>
        /// <exception cref="IOException">The file is missing or cannot be read.</exception>
        public static FrozenModel Open(string path, string? template = null)
        {
            GgufFile file = GgufFile.Open(path);
            try
            {
                return new FrozenModel(file, template);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }

        /// <summary>Reads all weights and holds them against <see cref="FrozenActorInfo.ContentHash"/>: whether anybody changed
        /// them.</summary>
        /// <returns>True if they are as they were frozen; null if the file does not say.</returns>
        /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
        public bool? VerifyContent() => Info.ContentHash is null
            ? (bool?)null
            : TensorHash.Of(File, FrozenTensors.Of(Config).Select(tensor => tensor.Name)) == Info.ContentHash;

        /// <summary>Closes the file.</summary>
        public void Dispose() => File.Dispose();

        private IReadOnlyList<int> ReadStops(SpecialIds ids)
        {
            int[] said = File.Metadata.Optional(FrozenMetadataKeys.StopTokens, Array.Empty<int>());
            foreach (int id in said)
                if (id < 0 || id >= Config.VocabSize)
                    throw new InvalidDataException(
                        $"{File.FilePath}: expected {FrozenMetadataKeys.StopTokens} to hold token ids from 0 to " +
                        $"{Config.VocabSize - 1}, but found {id}. Freeze the actor again.");
            var all = new List<int>(Encoder.StopTokens);
            foreach (int id in said.Length > 0 ? said : ids.Ends)
                if (!all.Contains(id)) all.Add(id);
            return all.AsReadOnly();
        }
    }
}
