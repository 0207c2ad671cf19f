using System.Collections.Generic;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Repartee.Conversation;

namespace Repartee.Samples.Cli.Generate;

/// <summary>What <c>generate --json</c> prints: one line.</summary>
internal sealed class GenerationJson(Continuation continuation, string text)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public IReadOnlyList<int> PromptIds => continuation.PromptIds;

    public IReadOnlyList<int> Ids => continuation.Ids;

    public string Text { get; } = text;

    public IReadOnlyList<float> LogProbs => continuation.LogProbs;

    public FinishReason Finish => continuation.Finish;

    /// <inheritdoc/>
    public override string ToString() => JsonSerializer.Serialize(this, Json);
}
