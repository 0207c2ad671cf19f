#nullable enable
using System;
using System.IO;
using NUnit.Framework;
using Repartee.Sessions.Client;

namespace Repartee.Sessions.Tests.Client
{
    public sealed class HostLocationTests
    {
        private string folder = "";

        [SetUp]
        public void Create() => Directory.CreateDirectory(folder = Path.Combine(Path.GetTempPath(), "repartee-" + Guid.NewGuid().ToString("N")));

        [TearDown]
        public void Delete() => Directory.Delete(folder, true);

        [Test]
        public void WhatIsNamedComesFirstThenTheVariableThenWhatLiesBesideTheProgram()
        {
            string beside = Write("TrainerHost"), own = Write("."), variable = Write("variable"), named = Write("named");
            Assert.That(HostLocation.Find(Path.GetDirectoryName(named), Path.GetDirectoryName(variable), folder), Is.EqualTo(named));
            Assert.That(HostLocation.Find(named, null, folder), Is.EqualTo(named));
            Assert.That(HostLocation.Find(null, Path.GetDirectoryName(variable), folder), Is.EqualTo(variable));
            Assert.That(HostLocation.Find(null, null, folder), Is.EqualTo(beside));
            File.Delete(beside);
            Assert.That(HostLocation.Find(null, "", folder), Is.EqualTo(own));
        }

        [Test]
        public void WhereThereIsNoneAllPlacesAreNamed() => Assert.That(
            () => HostLocation.Find(null, null, folder),
            Throws.TypeOf<TrainerProcessException>().With.Message.EqualTo(
                $"Expected the trainer's program at {Path.Combine(folder, "TrainerHost", HostLocation.FileName)} or " +
                $"{Path.Combine(folder, HostLocation.FileName)}, but found no such file. In Unity, install it by the menu " +
                "Tools > Repartee > Install; elsewhere publish Runtime/TrainerHost~ and name its folder by " +
                "TrainerProcessOptions.HostPath or REPARTEE_TRAINER_HOST."));

        [Test]
        public void ADotnetThatIsNotThereIsNamed() => Assert.That(
            () => DotnetLocation.Find(Path.Combine(folder, "dotnet")),
            Throws.TypeOf<TrainerProcessException>().With.Message.EqualTo(
                $"Expected .NET at {Path.Combine(folder, "dotnet")} (TrainerProcessOptions.DotnetPath), but found no such file."));

        [Test]
        public void TheDotnetOfThisMachineIsFound() => Assert.That(File.Exists(DotnetLocation.Find(null)), Is.True);

        [Test]
        public void OptionsOutOfTheirRangeAreNamed()
        {
            Assert.That(
                () => new TrainerProcessOptions { Silence = TimeSpan.FromSeconds(1) }.Validate(),
                Throws.ArgumentException.With.Message.EqualTo("Silence: expected more than 2 seconds, but found 00:00:01."));
            Assert.That(() => new TrainerProcessOptions { StopLimit = TimeSpan.Zero }.Validate(), Throws.ArgumentException);
            Assert.That(() => new TrainerProcessOptions { MaxRestarts = -1 }.Validate(), Throws.ArgumentException);
        }

        private string Write(string place)
        {
            string file = Path.GetFullPath(Path.Combine(folder, place, HostLocation.FileName));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "");
            return file;
        }
    }
}
