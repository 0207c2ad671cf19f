using System.Collections.Generic;
using System.Linq;
using System.Text;
using Repartee.Prompting;

namespace Repartee.Samples.Cli.Generate;

/// <summary>The text of tokens as they come, whole characters only; stop tokens add none.</summary>
/// <param name="actor">Whose tokens.</param>
/// <param name="reply">Whether they are a reply in a dialogue, without the space that some templates begin it with.</param>
internal sealed class GeneratedText(ITalker actor, bool reply)
{
    private readonly IncrementalDecoder decoder = reply ? actor.Encoder.NewDecoder() : new(actor.Encoder.Tokenizer);
    private readonly IReadOnlyList<int> stops = actor.StopTokens;
    private readonly StringBuilder whole = new();

    /// <summary>All text so far.</summary>
    public string Whole => whole.ToString();

    public string Push(IEnumerable<int> fresh) => Added(string.Concat(fresh.Where(id => !stops.Contains(id)).Select(decoder.Push)));

    public string End() => Added(decoder.Flush());

    private string Added(string piece)
    {
        whole.Append(piece);
        return piece;
    }
}
