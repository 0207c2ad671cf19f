#nullable enable
using System.IO;
using NUnit.Framework;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    public sealed class RunConfigTests
    {
        private string file = "";

        [SetUp]
        public void CreateFile() => file = Path.Combine(Directory.CreateTempSubdirectory("repartee-").FullName, "config.json");

        [TearDown]
        public void DeleteFile() => Directory.GetParent(file)!.Delete(true);

        [TestCase("{\"runId\":\"a\",\"runId\":\"b\"}", "same key")]
        [TestCase("{\"runId\":\"a\",\"ppo\":{\"epochs\":1,\"epochs\":2}}", "same key")]
        [TestCase("{\"runId\":\"a\",\"ppo.epochs\":1,\"ppo\":{\"epochs\":2}}", "same key")]
        [TestCase("{\"runId\":\"\\ud800\"}", "UTF-16")]
        [TestCase("{\"runId\":\"a\"", "line 1")]
        public void ADamagedFileIsRefusedWhenItIsRead(string json, string found)
        {
            File.WriteAllText(file, json);
            Assert.That(
                () => RunConfig.Parse(file),
                Throws.TypeOf<InvalidDataException>().With.Message.StartsWith($"{file}: expected a run's configuration, but found a fault")
                    .And.Message.Contains(found).And.Message.EndsWith("Is this a run folder?"));
        }
    }
}
