using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Frozen;
using Repartee.Frozen.Gguf;

namespace Repartee.Player.Tests.Players
{
    /// <summary>What the process has loaded after talking, as the system tells.</summary>
    public sealed class NativeLibrariesTests
    {
        [Test]
        public async Task ReplyingLoadsNoLibraryButDotNetsOwn()
        {
            if (!OperatingSystem.IsLinux())
                Assert.Ignore("Which libraries are loaded is read from /proc, which only Linux has.");
            using var tavern = new FrozenTavern(prompts: 1, conversations: 1);
            HashSet<string> before = Loaded();
            Assert.That(before, Has.Some.Contains("libcoreclr"), "the list is not empty for want of reading");
            await using (FrozenActor actor = FrozenActor.Load(tavern[GgufType.Q8_0]))
                Assert.That((await actor.BeginConversation(DialogueState.Begin("You are Mara.")).ReplyAsync(
                    "Hello!", new ReplyOptions { Sampling = SamplingOptions.Greedy })).Text, Is.Not.Empty);
            Assert.That(Loaded().Except(before).Where(path => !path.StartsWith(RuntimeEnvironment.GetRuntimeDirectory())), Is.Empty);
        }

        private static HashSet<string> Loaded() => File.ReadLines("/proc/self/maps").Select(line => line.Split(' ', 6).Last().Trim())
            .Where(path => Path.GetFileName(path).Contains(".so")).ToHashSet();
    }
}
