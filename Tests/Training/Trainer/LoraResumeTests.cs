#nullable enable
using System.IO;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Sessions;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>N updates of an adapter, a stop, a resume and M updates are N + M updates, bit for bit.</summary>
    public sealed class LoraResumeTests : ResumedRunTests
    {
        private static readonly AdapterConfig Adapter = new AdapterConfig { Rank = 4, Alpha = 8 };

        [Test]
        public async Task AStopInTheMiddleOfABufferChangesNothing()
        {
            TrainingOptions Run(string name) => Options(name) with { Lora = Adapter };
            await PlayAsync(Run("whole"), Updates);
            await StopInTheSecondBufferAsync(Run("parts"), taken: 2);
            await PlayAsync(Run("parts") with { Resume = true }, Updates);
            AssertSame(expected: "whole", found: "parts");

            await PlayAsync(Run("other") with { Seed = 8 }, Updates);
            AssertOther(expected: "whole", found: "other");
        }

        [Test]
        public async Task ARunThatBeganWithAnAdapterGoesOnWithIt()
        {
            await PlayAsync(Options("first") with { Lora = Adapter }, 1);
            string adapter = Path.Combine(Named("first"), "checkpoints", "step-000001");
            TrainingOptions Run(string name) => Options(name) with { AdapterFolder = adapter };
            await PlayAsync(Run("whole"), Updates);
            await StopInTheSecondBufferAsync(Run("parts"), taken: 1);
            await PlayAsync(Run("parts") with { Resume = true }, 2);
            await PlayAsync(Run("parts") with { Resume = true }, Updates);
            AssertSame(expected: "whole", found: "parts");

            await PlayAsync(Run("other") with { Seed = 8 }, Updates);
            AssertOther(expected: "whole", found: "other");
        }
    }
}
