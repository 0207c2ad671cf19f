#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using Repartee.Internal;

namespace Repartee.Training.Weights
{
    /// <summary>
    /// The shape of an actor: a decoder-only transformer of the Llama family, as the <c>config.json</c> of a Hugging Face folder
    /// describes it. Immutable. Defaults are Hugging Face's for Llama unless a property says otherwise.
    /// </summary>
    public sealed class ActorConfig
    {
        private readonly string? architecture;
        private readonly int? keyValueHeads;
        private readonly int? headDim;

        /// <summary>
        /// The model class in the ecosystem's words (<c>architectures</c>): LlamaForCausalLM, MistralForCausalLM, Qwen2ForCausalLM
        /// or Qwen3ForCausalLM. Default: the one that has this config's <see cref="QkvBias"/> and <see cref="QkNorm"/>.
        /// </summary>
        public string Architecture
        {
            get => architecture ?? ActorArchitecture.With(QkvBias, QkNorm).Name;
            init => architecture = value;
        }

        /// <summary>Number of token ids (<c>vocab_size</c>).</summary>
        public int VocabSize { get; init; }

        /// <summary>Width of the residual stream (<c>hidden_size</c>).</summary>
        public int HiddenSize { get; init; }

        /// <summary>Width of the feed-forward layer (<c>intermediate_size</c>).</summary>
        public int IntermediateSize { get; init; }

        /// <summary>Number of transformer layers (<c>num_hidden_layers</c>).</summary>
        public int Layers { get; init; }

        /// <summary>Number of query heads (<c>num_attention_heads</c>).</summary>
        public int Heads { get; init; }

        /// <summary>Number of key and value heads (<c>num_key_value_heads</c>), a divisor of <see cref="Heads"/>; by default equal to
        /// it.</summary>
        public int KeyValueHeads { get => keyValueHeads ?? Heads; init => keyValueHeads = value; }

        /// <summary>Width of one head (<c>head_dim</c>), even; by default <see cref="HiddenSize"/> / <see cref="Heads"/>.</summary>
        public int HeadDim { get => headDim ?? (Heads == 0 ? 0 : HiddenSize / Heads); init => headDim = value; }

        /// <summary>Longest context in tokens, prompt and reply together (<c>max_position_embeddings</c>); 2048 by default.</summary>
        public int MaxPositions { get; init; } = 2048;

        /// <summary>What RMSNorm adds to the mean square (<c>rms_norm_eps</c>), above 0; 1e-6 by default.</summary>
        public double RmsNormEps { get; init; } = 1e-6;

        /// <summary>Base of the rotary position angles (<c>rope_theta</c>), above 1; 10000 by default.</summary>
        public double RopeTheta { get; init; } = 10000;

        /// <summary>How rotary positions are stretched (<c>rope_scaling</c>, or <c>rope_parameters</c> in newer files); null (the
        /// default) for not at all.</summary>
        public Llama3RopeScaling? RopeScaling { get; init; }

        /// <summary>Whether the output head is the embedding itself (<c>tie_word_embeddings</c>); false by default.</summary>
        public bool TieWordEmbeddings { get; init; }

        /// <summary>Whether the query, key and value projections have biases, as in Qwen2; false by default.</summary>
        public bool QkvBias { get; init; }

        /// <summary>Whether queries and keys are normalized per head, as in Qwen3; false by default.</summary>
        public bool QkNorm { get; init; }

        /// <summary>Id of the token that begins a text (<c>bos_token_id</c>); null (the default) for none.</summary>
        public int? BosTokenId { get; init; }

        /// <summary>Ids of the tokens that end a reply (<c>eos_token_id</c>); empty by default.</summary>
        public IReadOnlyList<int> EosTokenIds { get; init; } = Array.Empty<int>();

        /// <summary>Id of the token that fills rows (<c>pad_token_id</c>); null (the default) for none.</summary>
        public int? PadTokenId { get; init; }

        /// <summary>Reads and validates a <c>config.json</c>.</summary>
        /// <param name="path">The file, or the actor's folder.</param>
        /// <returns>A config that can be built.</returns>
        /// <exception cref="InvalidDataException">A value is missing, impossible or not supported; the message names it.</exception>
        /// <exception cref="IOException">The file cannot be read.</exception>
        public static ActorConfig Load(string path) => ActorConfigJson.Read(FilePath(path));

        /// <summary>Validates and writes a <c>config.json</c> that Hugging Face's libraries read too; the write is atomic.</summary>
        /// <param name="path">The file, or the actor's folder, which must exist.</param>
        /// <exception cref="InvalidDataException">A value is impossible, or no supported architecture has these features.</exception>
        /// <exception cref="IOException">The file cannot be written.</exception>
        public void Save(string path)
        {
            Validate(FilePath(path));
            ActorArchitecture.RequireWritable(this, FilePath(path));
            AtomicFile.WriteText(FilePath(path), ActorConfigJson.Text(this));
        }

        /// <summary>Checks that the values fit together.</summary>
        /// <exception cref="InvalidDataException">They do not; the message names the value, what was expected and what was
        /// found.</exception>
        public void Validate() => Validate("config.json");

        internal void Validate(string file) => ActorConfigRules.Check(this, file);

        private static string FilePath(string path) => Directory.Exists(path) ? Path.Combine(path, "config.json") : path;
    }
}
