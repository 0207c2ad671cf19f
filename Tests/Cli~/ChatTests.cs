#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Frozen;
using Repartee.Frozen.Gguf;
using Repartee.Samples.Cli;
using Repartee.Samples.Cli.Chat;

namespace Repartee.Cli.Tests
{
    public sealed class ChatTests
    {
        private const string Marta = "You are Marta, innkeeper of the Gilded Boar.";

        private CliFolder folder = null!;

        [SetUp]
        public void SetUp() => folder = new CliFolder();

        [TearDown]
        public void TearDown() => folder.Dispose();

        [Test]
        public async Task EachLineOfAPipeGetsItsReplyAndNothingElse()
        {
            int exitCode = await ChatAsync("Any rooms left?\n\nHow much is it?\n", "--temperature", "0");

            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            await using var actor = FrozenActor.Load(folder.Frozen());
            var talk = actor.BeginConversation(DialogueState.Begin(Marta));
            var greedy = new ReplyOptions { Sampling = SamplingOptions.Greedy };
            string first = (await talk.ReplyAsync("Any rooms left?", greedy)).Text;
            string second = (await talk.ReplyAsync("How much is it?", greedy)).Text;
            Assert.That(folder.Output, Is.EqualTo($"{first}\n{second}\n"));
            Assert.That(first, Has.Length.GreaterThan(10));
        }

        [Test]
        public async Task TheFirstReplyIsThatOfGenerate()
        {
            await folder.RunAsync(
                "generate", "--frozen", folder.Frozen(), "--chat", "--system", Marta, "--prompt", "Any rooms left?", "--temperature", "0", "--json");
            string generated = JsonDocument.Parse(folder.Output).RootElement.GetProperty("text").GetString()!;

            await ChatAsync("Any rooms left?", "--temperature", "0");

            Assert.That(folder.Output, Is.EqualTo(generated + "\n"));
        }

        [Test]
        public async Task APersonIsToldWhoIsThereAndEndsWithAnEmptyLine()
        {
            int exitCode = await PersonAsync("Any rooms left?\n\nNot said any more.\n", "--temperature", "0", "--tokens", "3");

            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            string[] lines = folder.Output.Split('\n');
            Assert.That(lines[0], Does.Match(@"^Actor: llama, 6 layers, 512 tokens of context, 11\.\d MB$"));
            Assert.That(lines[1], Is.EqualTo("Persona: " + Marta));
            Assert.That(lines[2], Is.EqualTo("Say something. Ctrl-C stops a reply; an empty line ends."));
            Assert.That(lines[4], Does.Match(@"^> .+ \(cut off after 3 tokens\)$"));
            Assert.That(lines.Skip(5), Is.EqualTo(new[] { "", "> " }));
        }

        [Test]
        public async Task TheSeedDecidesTheReplies()
        {
            string[] said = new string[3];
            for (int i = 0; i < said.Length; i++)
            {
                await ChatAsync("Any rooms left?\nAnything to eat?", "--seed", i < 2 ? "7" : "8");
                said[i] = folder.Output;
            }

            Assert.That(said[1], Is.EqualTo(said[0]));
            Assert.That(said[2], Is.Not.EqualTo(said[0]));
        }

        [Test]
        public async Task CtrlCStopsAReplyAndTheTalkGoesOn()
        {
            var interruption = new Interruption();
            folder.Speaker = new Speaker(new StringReader("Tell me all.\nAny rooms left?\n"), IsPerson: true, interruption);
            using var output = new PressingCtrlC(interruption);

            int exitCode = await folder.RunAsync(
                output, CancellationToken.None, "chat", folder.Frozen(), "--tokens", "400", "--temperature", "9");

            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            Assert.That(folder.Output, Does.Contain(" (stopped)\n"));
            Assert.That(output.Presses, Is.EqualTo(2), "one a reply");
            Assert.That(interruption.TryStop(), Is.False, "nothing takes it any more");
        }

        [Test]
        public async Task CtrlCAtThePromptEndsTheProgram()
        {
            using var stop = new CancellationTokenSource();
            using var never = new NeverEndingReader();
            folder.Speaker = new Speaker(never, IsPerson: true, new Interruption());
            using var output = new StoppingPrompt(stop);

            int exitCode = await folder.RunAsync(output, stop.Token, "chat", folder.Frozen());

            Assert.That((exitCode, folder.Error), Is.EqualTo((130, "")));
        }

        [Test]
        public async Task ALineBeyondTheContextIsRefusedAndAPersonGoesOn()
        {
            string tooLong = string.Concat(Enumerable.Repeat("wolves ", 600));

            Assert.That(await ChatAsync(tooLong), Is.EqualTo(2));
            Assert.That(folder.Error, Does.StartWith("Expected a prompt of at most 464 tokens, but ").And.EndWith("\n"));
            Assert.That(await PersonAsync(tooLong + "\nAny rooms left?\n", "--temperature", "0"), Is.EqualTo(0));
            Assert.That(folder.Error, Does.StartWith("Expected a prompt of at most 464 tokens, but "));
            Assert.That(folder.Output.Split("> "), Has.Length.EqualTo(4), "asked three times");
        }

        [Test]
        public async Task WhatAReplySaysDoesNotMoveTheTerminal()
        {
            SpellSpacesAsVerticalTabs(folder.Frozen());

            await ChatAsync("Any rooms left?\nWho was the last guest?", "--temperature", "0");

            Assert.That(folder.Error, Is.Empty);
            Assert.That(folder.Output, Does.Contain("\\u000b"));
            Assert.That(folder.Output.Any(letter => char.IsControl(letter) && letter != '\n'), Is.False);
        }

        /// <summary>Byte-level BPE writes byte 20 as Ġ and byte 0b as ċ: with these two exchanged, the actor says one for the other.</summary>
        private static void SpellSpacesAsVerticalTabs(string file)
        {
            string other = file + ".new";
            using (var from = GgufFile.Open(file))
            {
                var metadata = from.Metadata.Select(pair => pair.Value is string[] texts
                    ? KeyValuePair.Create(pair.Key, (object)texts.Select(Exchange).ToArray())
                    : pair);
                GgufWriter.Write(other, metadata, from.Tensors.Values.Select(
                    t => new GgufTensor(t.Name, t.Shape, t.Type, (first, part) => from.ReadFloat32(t.Name, first, part))));
            }

            File.Move(other, file, overwrite: true);

            static string Exchange(string text) =>
                string.Concat(text.Select(letter => letter switch { '\u0120' => '\u010b', '\u010b' => '\u0120', _ => letter }));
        }

        private Task<int> ChatAsync(string lines, params string[] args)
        {
            folder.Speaker = new Speaker(new StringReader(lines), IsPerson: false, new Interruption());
            return folder.RunAsync(new[] { "chat", folder.Frozen(), "--system", Marta }.Concat(args).ToArray());
        }

        private Task<int> PersonAsync(string lines, params string[] args)
        {
            folder.Speaker = new Speaker(new StringReader(lines), IsPerson: true, new Interruption());
            return folder.RunAsync(new[] { "chat", folder.Frozen(), "--system", Marta }.Concat(args).ToArray());
        }

        /// <summary>Presses Ctrl-C at the first text of each reply.</summary>
        private sealed class PressingCtrlC : StringWriter
        {
            private readonly Interruption interruption;
            private bool asked;

            internal PressingCtrlC(Interruption interruption) => this.interruption = interruption;

            internal int Presses { get; private set; }

            public override void Write(string? value)
            {
                base.Write(value);
                if (asked && interruption.TryStop())
                    Presses++;
                asked = value == "> ";
            }
        }

        /// <summary>Stops the program, as Ctrl-C would, when it asks for a line.</summary>
        private sealed class StoppingPrompt : StringWriter
        {
            private readonly CancellationTokenSource stop;

            internal StoppingPrompt(CancellationTokenSource stop) => this.stop = stop;

            public override void Write(string? value)
            {
                base.Write(value);
                if (value == "> ")
                    stop.Cancel();
            }
        }

        /// <summary>Somebody who sits at the keyboard and does not type.</summary>
        private sealed class NeverEndingReader : TextReader
        {
            private readonly ManualResetEventSlim gone = new ManualResetEventSlim();

            public override string? ReadLine()
            {
                gone.Wait();
                return null;
            }

            protected override void Dispose(bool disposing) => gone.Set();
        }
    }
}
