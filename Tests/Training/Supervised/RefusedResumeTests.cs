#nullable enable
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Repartee.Training.Supervised;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Supervised
{
    /// <summary>Checkpoints of supervised training that a resume does not go on from, and what it says.</summary>
    public sealed class RefusedResumeTests : SupervisedRunTests
    {
        [Test]
        public void OtherSettingsAndOtherRowsAreRefusedByName()
        {
            TrainTo(4, Learner.Lora, In("run"));
            var resume = In("run") with { Resume = true };
            string state = Path.Combine(Checkpoint("run", 4), "state.json");
            Assert.That(
                () => Train(Learner.Lora, resume with { LearningRate = 0.02, Seed = 9 }),
                Throws.InvalidOperationException.With.Message.EqualTo(
                    $"Expected the settings that {state} was written with, but LearningRate is 0.01 there and 0.02 now; Seed is 3 there " +
                    "and 9 now. Resume with the old settings and data, or start a new run."));
            Assert.That(
                () => Train(Learner.Lora, resume, rows: Rows.Reverse().ToArray()),
                Throws.InvalidOperationException.With.Message.Match("training is 7 rows, [0-9a-f]{64} there and 7 rows, [0-9a-f]{64} now"));
            Assert.That(
                () => Train(Learner.Lora, resume, rows: Rows.Take(6).ToArray()),
                Throws.InvalidOperationException.With.Message.Match("training is 7 rows, [0-9a-f]{64} there and 6 rows, "));
            Assert.That(
                () => Train(Learner.Full, resume),
                Throws.InvalidOperationException.With.Message.Contains("Rank is 4 there and missing now"));
            Assert.That(Train(Learner.Lora, resume with { ReportEvery = 6, CheckpointEvery = 3 }), Is.Not.Empty, "they decide nothing");
        }

        [Test]
        public void EverySettingButThoseThatOnlyWriteIsKept()
        {
            Train(Learner.Full, In("run") with { Steps = 1 });
            using var state = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkpoint("run", 1), "state.json")));
            var kept = state.RootElement.GetProperty("settings").EnumerateObject().Select(setting => setting.Name);
            var options = typeof(SupervisedOptions).GetProperties().Select(property => property.Name)
                .Except(new[] { "RunFolder", "CheckpointEvery", "KeepCheckpoints", "Resume", "ReportEvery" });
            var further = new[] { "actor", "architecture", "template", "type", "training", "validation" };
            Assert.That(kept, Is.EquivalentTo(options.Concat(further)));
        }

        [Test]
        public void AnotherVersionAndAnotherKindAreRefusedWithWhatIsSupported()
        {
            Train(Learner.Full, In("run") with { Steps = 2 });
            var resume = In("run") with { Steps = 2, Resume = true };
            Tamper("run", 2, "\"version\": 1", "\"version\": 2");
            string state = Path.Combine(Checkpoint("run", 2), "state.json");
            Assert.That(
                () => Train(Learner.Full, resume),
                Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                    $"{state}: expected format 1, but found 2. It was written by another version of Repartee. " +
                    "Resume with that version, or start a new run in another folder."));
            Tamper("run", 2, "\"version\": 2", "\"version\": 1");
            Tamper("run", 2, "\"supervised\"", "\"reward_model\"");
            Assert.That(
                () => Train(Learner.Full, resume),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains(
                    "expected kind to be \"supervised\", but found \"reward_model\"."));
            Tamper("run", 2, "\"reward_model\"", "\"supervised\"");
            Tamper("run", 2, "\"position\": 2", "\"position\": 9");
            Assert.That(
                () => Train(Learner.Full, resume),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("within the 3 batches of an epoch, but found 9."));
        }

        [Test]
        public void DamagedAndMissingCheckpointsAreRefusedAndOldOnesAreNotWrittenOver()
        {
            TrainTo(2, Learner.Lora, In("run"));
            string damaged = Path.Combine(Checkpoint("run", 2), "learner.safetensors");
            var bytes = File.ReadAllBytes(damaged);
            bytes[bytes.Length - 1] ^= 1;
            File.WriteAllBytes(damaged, bytes);
            Assert.That(
                () => Train(Learner.Lora, In("run") with { Resume = true }),
                Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                    $"{damaged}: expected the content the manifest names, but found other content. " +
                    $"Delete {Checkpoint("run", 2)} to resume from the checkpoint before."));
            Assert.That(
                () => Train(Learner.Lora, In("run")),
                Throws.TypeOf<IOException>().With.Message.Contains("holds step-000002. Resume that run, or name another folder."));
            Assert.That(
                () => Train(Learner.Lora, In("none") with { Resume = true }),
                Throws.TypeOf<FileNotFoundException>().With.Message.Contains("holds none: the run ended before its first."));
        }

        [Test]
        public void OptionsThatNeedARunFolderSaySo()
        {
            Assert.That(
                (Usual with { Resume = true }).Validate,
                Throws.ArgumentException.With.Message.EqualTo(
                    "Resume: expected the run folder to resume, but found none. Set RunFolder."));
            Assert.That(
                (Usual with { CheckpointEvery = 1 }).Validate,
                Throws.ArgumentException.With.Message.StartsWith("CheckpointEvery: expected a run folder to write into, but found none."));
            Assert.That(
                (Usual with { KeepCheckpoints = 0 }).Validate,
                Throws.ArgumentException.With.Message.EqualTo("KeepCheckpoints: expected 1 or more, but found 0."));
            Assert.That(
                (Usual with { CheckpointEvery = -1 }).Validate,
                Throws.ArgumentException.With.Message.EqualTo("CheckpointEvery: expected 0 or more, but found -1."));
        }

        /// <summary>Changes a state and its hash, so that the change itself is what is found.</summary>
        private void Tamper(string run, int step, string from, string to)
        {
            string state = Path.Combine(Checkpoint(run, step), "state.json");
            string manifest = Path.Combine(Checkpoint(run, step), "manifest.json");
            string before = ContentHash.OfFile(state), text = File.ReadAllText(state);
            Assert.That(text, Does.Contain(from));
            File.WriteAllText(state, text.Replace(from, to));
            File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(before, ContentHash.OfFile(state)));
        }
    }
}
