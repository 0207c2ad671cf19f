using System;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Training.Actor;

namespace Repartee.Concurrency.Tests.Faulty
{
    /// <summary>An actor's thread that frees its engine without waiting for the step that it is in.</summary>
    internal sealed class HastyWorker : IDisposable
    {
        private readonly ActorQueue queue = new();
        private readonly ReplyLane lane;

        internal HastyWorker(IGenerationEngine engine, ActorWeights weights)
        {
            lane = new ReplyLane(engine, withVoice: false);
            lane.Publish(weights);
            new Thread(Work) { Name = "hasty actor" }.Start();
        }

        internal Task Submit(GenerationJob job) => queue.Add([job]);

        public void Dispose()
        {
            queue.Stop();
            lane.Dispose();
        }

        private void Work()
        {
            while (queue.AwaitWork(lane.IsBusy))
            {
                lane.Admit(queue, 0);
                lane.Advance();
            }

            lane.Cut();
            queue.End();
        }
    }
}
