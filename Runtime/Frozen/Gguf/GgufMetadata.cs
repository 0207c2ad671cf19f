#nullable enable
using System.Collections;
using System.Collections.Generic;
using System.IO;

namespace Repartee.Frozen.Gguf
{
    /// <summary>
    /// The metadata of a GGUF file, in the file's order. A value is a byte, sbyte, ushort, short, uint, int, ulong, long, float,
    /// double, bool or string, or an array of one of these. Immutable, if nobody writes into an array.
    /// </summary>
    public sealed class GgufMetadata : IReadOnlyCollection<KeyValuePair<string, object>>
    {
        private readonly string path;
        private readonly IReadOnlyList<KeyValuePair<string, object>> ordered;
        private readonly Dictionary<string, object> byKey;

        internal GgufMetadata(string path, IReadOnlyList<KeyValuePair<string, object>> ordered, Dictionary<string, object> byKey)
        {
            this.path = path;
            this.ordered = ordered;
            this.byKey = byKey;
        }

        /// <summary>How many keys there are.</summary>
        public int Count => ordered.Count;

        /// <summary>Is this key there, with a value of any type?</summary>
        /// <param name="key">The whole key, for example <c>general.name</c>.</param>
        public bool Contains(string key) => byKey.ContainsKey(key);

        /// <summary>A whole number that must be there, stored as UInt32.</summary>
        /// <param name="key">The whole key, for example <c>llama.block_count</c>.</param>
        /// <exception cref="InvalidDataException">It is missing or of another type; the message names file and key.</exception>
        public uint RequiredUInt32(string key) => Required<uint>(key);

        /// <summary>A number that must be there, stored as Float32.</summary>
        /// <param name="key">The whole key.</param>
        /// <exception cref="InvalidDataException">It is missing or of another type; the message names file and key.</exception>
        public float RequiredSingle(string key) => Required<float>(key);

        /// <summary>A yes or no that must be there.</summary>
        /// <param name="key">The whole key.</param>
        /// <exception cref="InvalidDataException">It is missing or of another type; the message names file and key.</exception>
        public bool RequiredBoolean(string key) => Required<bool>(key);

        /// <summary>A text that must be there.</summary>
        /// <param name="key">The whole key.</param>
        /// <exception cref="InvalidDataException">It is missing or of another type; the message names file and key.</exception>
        public string RequiredString(string key) => Required<string>(key);

        /// <summary>A list of texts that must be there.</summary>
        /// <param name="key">The whole key, for example <c>tokenizer.ggml.tokens</c>.</param>
        /// <exception cref="InvalidDataException">It is missing or of another type; the message names file and key.</exception>
        public IReadOnlyList<string> RequiredStrings(string key) => Required<string[]>(key);

        /// <summary>A list of numbers that must be there, stored as Float32.</summary>
        /// <param name="key">The whole key, for example <c>tokenizer.ggml.scores</c>.</param>
        /// <exception cref="InvalidDataException">It is missing or of another type; the message names file and key.</exception>
        public IReadOnlyList<float> RequiredSingles(string key) => Required<float[]>(key);

        /// <summary>A list of whole numbers that must be there, stored as Int32.</summary>
        /// <param name="key">The whole key, for example <c>tokenizer.ggml.token_type</c>.</param>
        /// <exception cref="InvalidDataException">It is missing or of another type; the message names file and key.</exception>
        public IReadOnlyList<int> RequiredInt32s(string key) => Required<int[]>(key);

        /// <summary>A value that may be missing, but not of another type.</summary>
        /// <typeparam name="T">One of the types of metadata, for example <c>uint</c> or <c>string[]</c>.</typeparam>
        /// <param name="key">The whole key.</param>
        /// <param name="otherwise">The answer if the key is missing.</param>
        /// <exception cref="InvalidDataException">It is of another type; the message names file and key.</exception>
        public T Optional<T>(string key, T otherwise) => Contains(key) ? Required<T>(key) : otherwise;

        /// <summary>Keys and values in the file's order.</summary>
        public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => ordered.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <summary>A value that must be there, exactly of this type.</summary>
        internal T Required<T>(string key)
        {
            if (!byKey.TryGetValue(key, out object? value))
                throw new InvalidDataException(
                    $"{path}: expected metadata '{key}' ({GgufValueTypes.Name(typeof(T))}), but found none of that key. Write " +
                    "the file again with it, or take a file of an architecture that has it.");
            // Exactly this type: the runtime would also take an array of uint for one of int.
            if (value.GetType() != typeof(T))
                throw new InvalidDataException(
                    $"{path}: expected metadata '{key}' to be {GgufValueTypes.Name(typeof(T))}, but found " +
                    $"{GgufValueTypes.Name(value.GetType())}. Write the file again with that type.");
            return (T)value;
        }
    }
}
