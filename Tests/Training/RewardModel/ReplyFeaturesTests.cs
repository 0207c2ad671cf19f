#nullable enable
using System.Linq;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Training.Actor;
using Repartee.Training.RewardModel;
using Repartee.Training.Tests.Actor;
using Repartee.Training.Tests.Trainer;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.RewardModel
{
    public sealed class ReplyFeaturesTests : TrainerTests
    {
        private static readonly TokenRow[] Tokens = new[] { 7, 3, 12, 5, 9 }
            .Select(length => TinyActor.Prompt(length, (ulong)length).Append(TinyActor.Stop).ToArray())
            .Select(tokens => new TokenRow(tokens, new[] { tokens.Length })).ToArray();

        [Test]
        public void TheFeaturesAreTheOutputAtTheLastRealToken()
        {
            using var network = TinyActor.Network();
            var reference = new ReferenceLlama(network.Layout, TinyActor.Values(network.Layout));
            var expected = Tokens.SelectMany(row => reference.Hidden(row.Tokens)[row.Tokens.Length - 1]);
            Assert.That(Features(network, Tokens, rowsPerPass: 2), Is.EqualTo(expected).Within(1e-5));
        }

        [TestCase(1)]
        [TestCase(2)]
        [TestCase(5)]
        public void NeitherBatchSizeNorPaddingChangesThem(int rowsPerPass)
        {
            using var network = TinyActor.Network();
            var alone = Tokens.SelectMany(row => Features(network, new[] { row }, 1)).ToArray();
            Assert.That(Features(network, Tokens, rowsPerPass), Is.EqualTo(alone).Within(1e-5));
            var otherPads = Features(network, Tokens, rowsPerPass, padToken: 17);
            Assert.That(otherPads, Is.EqualTo(Features(network, Tokens, rowsPerPass)), "the pad token is unseen");
        }

        [Test]
        public void ARowIsThePromptTheReplyAndItsStopToken()
        {
            var actor = ActorFolder.Open(ActorPath);
            var row = ReplyFeatures.Row(Rows[0], "Aye, cold.", actor.Encoder, TalkingActor.Context);
            var expected = actor.Encoder.Encode(Rows[0]).Ids.ToArray().Concat(actor.Encoder.EncodeReply("Aye, cold."));
            Assert.That(row.Tokens, Is.EqualTo(expected));
            Assert.That(row.Tokens.Last(), Is.EqualTo(actor.Encoder.StopTokens[0]));
            Assert.That(row.Chosen, Is.EqualTo(new[] { row.Tokens.Length }));
        }

        [Test]
        public void TheOldestMessagesGoWhereTheContextIsFull()
        {
            var actor = ActorFolder.Open(ActorPath);
            var state = Rows[0];
            for (int i = 0; i < 12; i++)
                state = state.With(DialogueMessage.FromAssistant("The ale is cold.")).With(DialogueMessage.FromUser("What then?"));
            var row = ReplyFeatures.Row(state, "Aye.", actor.Encoder, TalkingActor.Context);
            Assert.That(row.Tokens, Has.Length.LessThanOrEqualTo(TalkingActor.Context));
            var whole = actor.Encoder.Encode(state).Ids.ToArray().Concat(actor.Encoder.EncodeReply("Aye.")).ToArray();
            Assert.That(whole, Has.Length.GreaterThan(TalkingActor.Context));
            Assert.That(row.Tokens.TakeLast(9), Is.EqualTo(whole.TakeLast(9)));
        }

        [Test]
        public void AReplyThatFillsTheContextAloneIsRefused()
        {
            var actor = ActorFolder.Open(ActorPath);
            string reply = string.Concat(Enumerable.Repeat("Zwölf Boxkämpfer. ", 40));
            Assert.That(
                () => ReplyFeatures.Row(Rows[0], reply, actor.Encoder, TalkingActor.Context),
                Throws.ArgumentException.With.Message.Contains("a reply of fewer than 160 tokens, the backbone's context, but found ")
                    .And.Message.Contains("in \"Zwölf Boxkämpfer. "));
        }

        private static float[] Features(ActorNetwork network, TokenRow[] rows, int rowsPerPass, int padToken = TinyActor.Pad)
        {
            using var weights = TinyActor.Weights(network);
            using var features = ReplyFeatures.Compute(weights, rows, rowsPerPass, padToken);
            return HostCopy.Floats(features);
        }
    }
}
