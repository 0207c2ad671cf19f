#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;

namespace Repartee.Sessions
{
    /// <summary>Replies of many NPCs at once: all or none.</summary>
    internal static class BatchReply
    {
        internal static async Task<IReadOnlyList<NpcReply>> AllAsync(
            IReadOnlyList<NpcConversation> conversations, ReplyOptions? options, Func<IReadOnlyList<GenerationJob>, Task> answer,
            CancellationToken cancellation)
        {
            var wanted = options ?? ReplyOptions.Default;
            var pending = new List<AskedReply>();
            var how = ReplyEnd.GivenUp;
            try
            {
                foreach (var conversation in conversations)
                    pending.Add(conversation.Prepare(null, wanted, cancellation));
                await answer(pending.Select(p => p.Job).ToList()).ConfigureAwait(false);
                foreach (var reply in pending)
                    reply.RequireFinished(reply.Job.Outcome);
                var replies = conversations.Select((c, i) => c.Accept(pending[i])).ToList();
                how = ReplyEnd.Answered;
                return replies;
            }
            catch (ActorUnavailableException)
            {
                how = ReplyEnd.Refused;
                throw;
            }
            finally
            {
                foreach (var asked in conversations.Take(pending.Count))
                    asked.Release(how);
            }
        }
    }
}
