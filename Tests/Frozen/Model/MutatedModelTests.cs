#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Tests.Model
{
    /// <summary>Files that were damaged at random: they are read or refused, and nothing else.</summary>
    public sealed class MutatedModelTests
    {
        private string folder = "";
        private string path = "";

        [SetUp]
        public void CreateFolder()
        {
            folder = TemporaryFolder.Create();
            path = Path.Combine(folder, "actor.gguf");
        }

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, true);

        [Test]
        public void ChangedBytesAreReadOrRefused([Values] bool pieces)
        {
            (pieces ? SmallModel.Pieces() : SmallModel.Bytes()).Write(path);
            byte[] valid = File.ReadAllBytes(path);
            int header;
            using (GgufFile file = GgufFile.Open(path)) header = (int)file.Tensors.Values.Min(tensor => tensor.Offset);
            var random = new Random(11);
            int read = 0, refused = 0, rounds = Fuzz.Rounds(1500);
            for (int round = 0; round < rounds; round++)
            {
                byte[] changed = (byte[])valid.Clone();
                for (int i = random.Next(1, 4); i > 0; i--)
                {
                    int place = random.Next(header);
                    changed[place] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(changed[place] ^ 1 << random.Next(8));
                }

                Try(changed, ref read, ref refused, $"round {round}");
            }

            Assert.That(read, Is.GreaterThan(rounds / 75));
            Assert.That(refused, Is.GreaterThan(rounds / 75));
        }

        /// <summary>Values of the right form that mean something else get further than changed bytes.</summary>
        [Test]
        public void ChangedValuesAreReadOrRefused([Values] bool pieces)
        {
            var random = new Random(12);
            int read = 0, refused = 0, rounds = Fuzz.Rounds(1500);
            for (int round = 0; round < rounds; round++)
            {
                SmallModel model = pieces ? SmallModel.Pieces() : SmallModel.Bytes();
                string[] keys = model.Metadata.Keys.ToArray();
                for (int i = random.Next(1, 3); i > 0; i--)
                {
                    string key = keys[random.Next(keys.Length)];
                    if (model.Metadata.TryGetValue(key, out object? old)) model.With(key, Changed(old, random));
                }

                model.Write(path);
                Try(File.ReadAllBytes(path), ref read, ref refused, $"round {round}");
            }

            Assert.That(read, Is.GreaterThan(rounds / 75));
            Assert.That(refused, Is.GreaterThan(rounds / 75));
        }

        private static object? Changed(object value, Random random)
        {
            if (random.Next(20) == 0) return null;
            switch (value)
            {
                case uint _: return new uint[] { 0, 1, 2, 3, 7, 64, 65536, uint.MaxValue }[random.Next(8)];
                case float _: return new[] { 0, -1, 1e-30f, 0.5f, 1e30f, float.NaN, float.PositiveInfinity }[random.Next(7)];
                case bool flag: return !flag;
                case string _:
                    return new[] { "", "llama", "gpt2", "qwen2", "gpt-2", "tekken", "mistral", "zephyr", "repartee", "x" }[random.Next(10)];
                case int[] numbers: return Array(numbers, random, i => random.Next(-2, 9));
                case float[] numbers: return Array(numbers, random, i => (float)random.Next(-3, 3));
                case string[] texts: return Array(texts, random, i => Text(texts, random));
                default: return value;
            }
        }

        private static T[] Array<T>(T[] items, Random random, Func<int, T> make)
        {
            var changed = new List<T>(items);
            for (int i = random.Next(1, 4); i > 0 && changed.Count > 0; i--)
            {
                int place = random.Next(changed.Count);
                int kind = random.Next(8);
                if (kind == 0) changed.RemoveAt(place);
                else if (kind == 1) changed.Add(make(0));
                else if (kind == 2) changed[place] = changed[random.Next(changed.Count)];
                else changed[place] = make(place);
            }

            return changed.ToArray();
        }

        private static string Text(string[] texts, Random random)
        {
            string one = texts[random.Next(texts.Length)], other = texts[random.Next(texts.Length)];
            return new[]
            {
                "", " ", "a b", one + other, one + " " + other, new string('a', 2000), "<s>", "\u2581", "\ud83d\udc3a", "\0",
            }[random.Next(10)];
        }

        private void Try(byte[] bytes, ref int read, ref int refused, string what)
        {
            File.WriteAllBytes(path, bytes);
            try
            {
                using FrozenModel model = FrozenModel.Open(path);
                var state = DialogueState.Begin("You keep the tavern.").With(DialogueMessage.FromUser("Élan [INST] </s> <|user|> ab?"));
                int[] ids = model.Encoder.Encode(state).Ids.ToArray();
                if (ids.Any(id => id < 0 || id >= model.Config.VocabSize)) Assert.Fail($"{what}: a token outside the vocabulary");
                model.Encoder.DecodeReply(ids);
                read++;
            }
            catch (InvalidDataException error)
            {
                if (!error.Message.StartsWith(path, StringComparison.Ordinal)) Assert.Fail($"{what}: no file in \"{error.Message}\"");
                refused++;
            }
            catch (Exception error) when (!(error is AssertionException))
            {
                Assert.Fail($"{what}: {error}");
            }
        }
    }
}
