#nullable enable
using System.Collections.Generic;
using Repartee.Dialogue;
using Repartee.Rewards;

namespace Repartee.Tests.Rewards
{
    /// <summary>Short ways to write the context of a reply.</summary>
    internal static class RewardContexts
    {
        public static ReplyContext Reply(string reply, params string[] solutions) =>
            new ReplyContext(DialogueState.Begin("").WithSolutions(solutions), reply);

        public static ReplyContext After(string reply, params string[] earlierReplies)
        {
            DialogueState state = DialogueState.Begin("");
            foreach (string earlier in earlierReplies)
                state = state.With(DialogueMessage.FromAssistant(earlier));
            return new ReplyContext(state, reply);
        }

        public static ReplyContext Tagged(string reply, string tag, string value) => new ReplyContext(
            new DialogueState("", new DialogueMessage[0], null, new Dictionary<string, string> { [tag] = value }), reply);
    }
}
