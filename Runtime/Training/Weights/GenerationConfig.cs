#nullable enable
using System;
using System.Collections.Generic;
using System.IO;

namespace Repartee.Training.Weights
{
    /// <summary>
    /// How its makers advise to sample from an actor, as the optional <c>generation_config.json</c> of a Hugging Face folder says it.
    /// A null is what the file leaves out. Immutable.
    /// </summary>
    public sealed class GenerationConfig
    {
        /// <summary>Name of the file.</summary>
        public const string FileName = "generation_config.json";

        private const string Remedy = "Take the generation_config.json that came with the weights, or remove it.";

        /// <summary>Id of the token that begins a text (<c>bos_token_id</c>).</summary>
        public int? BosTokenId { get; init; }

        /// <summary>Ids of the tokens that end a reply (<c>eos_token_id</c>); often more than <see cref="ActorConfig.EosTokenIds"/> has.
        /// Empty where the file names none.</summary>
        public IReadOnlyList<int> EosTokenIds { get; init; } = Array.Empty<int>();

        /// <summary>Id of the token that fills rows (<c>pad_token_id</c>).</summary>
        public int? PadTokenId { get; init; }

        /// <summary>Whether tokens are drawn, and not always the likeliest taken (<c>do_sample</c>).</summary>
        public bool? DoSample { get; init; }

        /// <summary>What logits are divided by (<c>temperature</c>), from 0 to 100; 0 means the likeliest token.</summary>
        public double? Temperature { get; init; }

        /// <summary>How many of the likeliest tokens are drawn from (<c>top_k</c>), at least 0; 0 for all.</summary>
        public int? TopK { get; init; }

        /// <summary>The probability that the likeliest tokens which are drawn from add up to (<c>top_p</c>), above 0 and at most
        /// 1.</summary>
        public double? TopP { get; init; }

        /// <summary>What the logits of tokens already there are divided by where positive and multiplied by where negative
        /// (<c>repetition_penalty</c>), above 0 and at most 100; 1 for no penalty.</summary>
        public double? RepetitionPenalty { get; init; }

        /// <summary>Reads a <c>generation_config.json</c>. Fields that are not named here are ignored.</summary>
        /// <param name="path">The file, or the actor's folder, which may lack it.</param>
        /// <param name="vocabSize">Number of the actor's token ids.</param>
        /// <returns>The advice; without any where the folder has no such file.</returns>
        /// <exception cref="InvalidDataException">The file is damaged or a value is out of its range; the message names it.</exception>
        /// <exception cref="IOException">The file cannot be read.</exception>
        public static GenerationConfig Load(string path, int vocabSize)
        {
            if (!Directory.Exists(path)) return JsonFile.Read(path, Remedy, json => Read(json, vocabSize));
            string file = Path.Combine(path, FileName);
            return File.Exists(file) ? Load(file, vocabSize) : new GenerationConfig();
        }

        private static GenerationConfig Read(JsonFields json, int vocabSize)
        {
            var config = new GenerationConfig
            {
                BosTokenId = json.Int("bos_token_id"),
                EosTokenIds = json.IntOrInts("eos_token_id"),
                PadTokenId = json.Int("pad_token_id"),
                DoSample = json.Flag("do_sample"),
                Temperature = json.Number("temperature"),
                TopK = json.Int("top_k"),
                TopP = json.Number("top_p"),
                RepetitionPenalty = json.Number("repetition_penalty"),
            };
            RequireToken(json, "bos_token_id", config.BosTokenId, vocabSize);
            RequireToken(json, "pad_token_id", config.PadTokenId, vocabSize);
            foreach (int id in config.EosTokenIds) RequireToken(json, "eos_token_id", id, vocabSize);
            Require(json, "temperature", !(config.Temperature < 0 || config.Temperature > 100), "from 0 to 100");
            Require(json, "top_k", !(config.TopK < 0), "at least 0 (0 for all tokens)");
            Require(json, "top_p", !(config.TopP <= 0 || config.TopP > 1), "above 0 and at most 1");
            bool penalty = !(config.RepetitionPenalty <= 0 || config.RepetitionPenalty > 100);
            Require(json, "repetition_penalty", penalty, "above 0 and at most 100");
            return config;
        }

        private static void RequireToken(JsonFields json, string name, int? id, int vocabSize)
        {
            if (id < 0 || id >= vocabSize)
                throw json.Wrong(name, $"a token id from 0 to {vocabSize - 1} (vocab_size {vocabSize})", $"{id}");
        }

        private static void Require(JsonFields json, string name, bool holds, string expected)
        {
            if (!holds) throw json.Wrong(name, expected, json.IfSaid(name)!);
        }
    }
}
