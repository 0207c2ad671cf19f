#nullable enable
using NUnit.Framework;
using Repartee.Samples.Tavern;
using Repartee.Sessions;
using Repartee.Training.Ppo;

namespace Repartee.Tavern.Tests
{
    public sealed class ConfigFileTests
    {
        private static readonly TavernSettings Own = new TavernSettings { Updates = 60, Ppo = new PpoOptions { Epochs = 4 } };

        private TinyTavern tavern = null!;

        [SetUp]
        public void SetUp() => tavern = new TinyTavern();

        [TearDown]
        public void TearDown() => tavern.Dispose();

        [Test]
        public void NamedValuesReplaceTheSamplesAndAllOthersStay()
        {
            var settings = Apply(
                "{\"updates\": 7, \"ppo\": {\"learningRate\": 3e-5, \"schedule\": \"Linear\"}, \"sampling\": {\"temperature\": 0.9}}");

            Assert.That(settings, Is.EqualTo(Own with
            {
                Updates = 7,
                Ppo = Own.Ppo with { LearningRate = 3e-5, Schedule = LearningRateSchedule.Linear },
                Sampling = Own.Sampling with { Temperature = 0.9 },
            }));
        }

        [Test]
        public void OptionsComeBeforeTheFile()
        {
            string file = tavern.WriteFile("settings.json", "{\"updates\": 7, \"seed\": 8}");

            var settings = TavernSettings.For(new TavernOptions { Config = file, Updates = 9 });

            Assert.That((settings.Updates, settings.Seed), Is.EqualTo((9L, 8UL)));
        }

        [TestCase("{\"ppo\": {\"learnRate\": 1}}", "expected one of ppo.bufferSize, ppo.epochs, ", ", but found \"ppo.learnRate\".")]
        [TestCase("{\"rewards\": 1}", "expected one of updates, seed, threads, maxBatch, ", ", but found \"rewards\".")]
        [TestCase("{\"ppo\": 3}", "expected an object for \"ppo\", but found 3.", "")]
        [TestCase("{\"ppo\": {\"epochs\": \"four\"}}", "expected a value like 4 for \"ppo.epochs\", but found \"four\".", "")]
        [TestCase("{\"ppo\": {\"epochs\": null}}", "expected a value like 4 for \"ppo.epochs\", but found null.", "")]
        [TestCase("{\"updates\": 1.5}", "expected a value like 60 for \"updates\", but found 1.5.", "")]
        [TestCase("{\"updates\": 0}", "expected 1 or more for \"updates\", but found 0.", "")]
        [TestCase("[1]", "expected a JSON object such as {\"updates\": 40}, but found other JSON.", "")]
        [TestCase("updates: 3", "expected a JSON object such as {\"updates\": 40}, but found no JSON: ", "")]
        [TestCase("{\"seed\": 1, \"seed\": 2}", "expected a JSON object such as {\"updates\": 40}, but found no JSON: ", "")]
        public void WhatDoesNotFitIsNamed(string json, string start, string end)
        {
            var error = Assert.Throws<UsageException>(() => Apply(json))!;

            Assert.That(error.Message, Does.StartWith($"{tavern.InFolder("settings.json")}: {start}"));
            Assert.That(error.Message, Does.EndWith(end));
            Assert.That(error.Message, Does.Not.Contain("\n"));
        }

        private TavernSettings Apply(string json) => ConfigFile.Apply(tavern.WriteFile("settings.json", json), Own);
    }
}
