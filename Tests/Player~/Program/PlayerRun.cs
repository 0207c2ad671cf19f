#nullable enable
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Frozen;

namespace Repartee.Player
{
    /// <summary>Continues the lines of a script greedily and prints what came: "ids 5 6", "logprobs -0.1 -2.5", "text ...".</summary>
    internal sealed class PlayerRun
    {
        private const double StepMilliseconds = 2;
        private const int LeastTokens = 16; // fewer say little about speed
        private readonly FrozenActor _actor;
        private readonly bool _isStepped;
        private readonly SamplingOptions _sampling;
        private readonly List<double> _secondsPerToken = new List<double>();

        public PlayerRun(FrozenActor actor, PlayerArguments wanted)
        {
            _actor = actor;
            _isStepped = wanted.IsStepped;
            _sampling = SamplingOptions.Greedy with { MaxTokens = wanted.Tokens };
        }

        public void Play(ScriptLine line)
        {
            if (line.Ids.Count > 0)
                Continue(line.Ids);
            else
                Reply(line);
        }

        /// <summary>Of the fastest line: what else the machine did then counts least. Prompts are left out.</summary>
        public double TokensPerSecond() => _secondsPerToken.Count == 0 ? 0 : 1 / _secondsPerToken.Min();

        private void Continue(IReadOnlyList<int> prompt)
        {
            var sinceFirst = new Stopwatch();
            Continuation made = Finish(_actor.GenerateAsync(prompt, _sampling, onToken: _ => sinceFirst.Start()));
            sinceFirst.Stop();
            if (made.Ids.Count >= LeastTokens)
                _secondsPerToken.Add(sinceFirst.Elapsed.TotalSeconds / (made.Ids.Count - 1));
            Console.WriteLine("ids " + string.Join(" ", made.Ids.Select(id => id.ToString(CultureInfo.InvariantCulture))));
            Console.WriteLine("logprobs " + string.Join(" ", made.LogProbs.Select(p => p.ToString("F6", CultureInfo.InvariantCulture))));
        }

        private void Reply(ScriptLine line)
        {
            NpcConversation conversation = _actor.BeginConversation(DialogueState.Begin(line.Persona));
            NpcReply reply = Finish(conversation.ReplyAsync(line.Line, new ReplyOptions { Sampling = _sampling }));
            Console.WriteLine("text " + reply.Text.Replace("\n", "\\n"));
        }

        private T Finish<T>(Task<T> task)
        {
            while (_isStepped && !task.IsCompleted)
                _actor.Step(StepMilliseconds);
            return task.GetAwaiter().GetResult();
        }
    }
}
